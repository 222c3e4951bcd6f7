-- Deploy florin:access/admin_suspend_account to pg
-- requires: access/admin_set_status

begin;

/*
 * For admins: suspends a user's account: nothing new begins, what runs is charged.
 *
 * Raises  as access.admin_set_status
 * Locks   ledger.accounts row
 */
create function access.admin_suspend_account(p_user text, p_reason text)
returns jsonb
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
begin
  perform private.require_admin();

  return access.admin_set_status('admin_suspend_account', p_user, 'suspended', p_reason);
end;
$$;

revoke all on function access.admin_suspend_account(text, text) from public;
grant execute on function access.admin_suspend_account(text, text) to authenticated;
comment on function access.admin_suspend_account is 'For admins: suspends an account.';

commit;

-- Deploy florin:access/admin_resume_account to pg
-- requires: access/admin_set_status

begin;

/*
 * For admins: lets a suspended account work again.
 *
 * Raises  as access.admin_set_status
 * Locks   ledger.accounts row
 */
create function access.admin_resume_account(p_user text, p_reason text)
returns jsonb
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
begin
  perform private.require_admin();

  return access.admin_set_status('admin_resume_account', p_user, 'active', p_reason);
end;
$$;

revoke all on function access.admin_resume_account(text, text) from public;
grant execute on function access.admin_resume_account(text, text) to authenticated;
comment on function access.admin_resume_account is 'For admins: resumes an account.';

commit;

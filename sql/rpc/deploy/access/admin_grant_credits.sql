-- Deploy florin:access/admin_grant_credits to pg
-- requires: access/admin_change_credits
-- requires: ledger/refuse_amount

begin;

/*
 * For admins: gives credits, once per reference.
 *
 * Raises  FLADM not an admin · FLAMT not above zero, and as access.admin_change_credits
 * Locks   ledger.accounts row
 */
create function access.admin_grant_credits(p_user text, p_amount bigint, p_reason text, p_ref text)
returns jsonb
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
begin
  perform private.require_admin();
  if p_amount is null or p_amount <= 0 then
    perform ledger.refuse_amount(p_amount, 'above zero');
  end if;

  return access.admin_change_credits('admin_grant_credits', p_user, p_amount, p_reason, p_ref);
end;
$$;

revoke all on function access.admin_grant_credits(text, bigint, text, text) from public;
grant execute on function access.admin_grant_credits(text, bigint, text, text) to authenticated;
comment on function access.admin_grant_credits is 'For admins: gives credits.';

commit;

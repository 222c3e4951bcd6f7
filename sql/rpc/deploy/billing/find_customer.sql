-- Deploy florin:billing/find_customer to pg
-- requires: billing/choose_customer
-- requires: access/require_member

begin;

/*
 * The customer that an account has with a store, see billing.choose_customer.
 *
 * Raises  FLMEM not a member
 */
create function billing.find_customer(
  p_account_id uuid, p_user_id uuid, p_provider text, p_environment text
)
returns text
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform access.require_member(p_account_id, p_user_id);
  return billing.choose_customer(p_account_id, p_provider, p_environment);
end;
$$;

revoke all on function billing.find_customer(uuid, uuid, text, text) from public;
grant execute on function billing.find_customer(uuid, uuid, text, text) to florin_service;
comment on function billing.find_customer is 'The customer that an account has with a store.';

commit;

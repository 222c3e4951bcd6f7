-- Deploy florin:billing/find_customer to pg
-- requires: billing/customers
-- requires: access/require_member

begin;

/*
 * The customer that an account has with a store; null where it never bought anything.
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

  return (
    select c.customer_id
    from billing.customers as c
    where c.account_id = p_account_id
      and c.provider = p_provider
      and c.environment = p_environment
  );
end;
$$;

revoke all on function billing.find_customer(uuid, uuid, text, text) from public;
grant execute on function billing.find_customer(uuid, uuid, text, text) to florin_service;
comment on function billing.find_customer is 'The customer that an account has with a store.';

commit;

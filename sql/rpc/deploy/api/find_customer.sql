-- Deploy florin:api/find_customer to pg
-- requires: billing/find_customer

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.find_customer has the rules.
create function api.find_customer(
  p_account_id uuid, p_user_id uuid, p_provider text, p_environment text
)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return billing.find_customer(p_account_id, p_user_id, p_provider, p_environment);
end;
$$;

revoke all on function api.find_customer(uuid, uuid, text, text) from public;
grant execute on function api.find_customer(uuid, uuid, text, text) to florin_service;
comment on function api.find_customer is 'The customer that an account has with a store.';

commit;

-- Deploy florin:api/save_customer to pg
-- requires: billing/save_customer

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.save_customer has the rules.
create function api.save_customer(
  p_account_id uuid,
  p_user_id uuid,
  p_provider text,
  p_environment text,
  p_customer_id text,
  p_instead_of text
)
returns text
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.save_customer(
    p_account_id, p_user_id, p_provider, p_environment, p_customer_id, p_instead_of
  );
end;
$$;

revoke all on function api.save_customer(uuid, uuid, text, text, text, text) from public;
grant execute on function api.save_customer(uuid, uuid, text, text, text, text)
to florin_service;
comment on function api.save_customer is 'Notes the customer made for an account, once.';

commit;

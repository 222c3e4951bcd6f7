-- Deploy florin:api/find_sale to pg
-- requires: billing/find_sale

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.find_sale has the rules.
create function api.find_sale(
  p_account_id uuid,
  p_user_id uuid,
  p_provider text,
  p_environment text,
  p_product text
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return billing.find_sale(p_account_id, p_user_id, p_provider, p_environment, p_product);
end;
$$;

revoke all on function api.find_sale(uuid, uuid, text, text, text) from public;
grant execute on function api.find_sale(uuid, uuid, text, text, text) to florin_service;
comment on function api.find_sale is 'What a checkout needs to sell a product to an account.';

commit;

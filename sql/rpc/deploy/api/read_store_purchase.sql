-- Deploy florin:api/read_store_purchase to pg
-- requires: billing/read_store_purchase

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.read_store_purchase has the rules.
create function api.read_store_purchase(
  p_account_id uuid,
  p_user_id uuid,
  p_provider text,
  p_environment text,
  p_transaction_id text
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return billing.read_store_purchase(
    p_account_id, p_user_id, p_provider, p_environment, p_transaction_id
  );
end;
$$;

revoke all on function api.read_store_purchase(uuid, uuid, text, text, text) from public;
grant execute on function api.read_store_purchase(uuid, uuid, text, text, text) to florin_service;
comment on function api.read_store_purchase is 'Whose a purchase is, and what it gave.';

commit;

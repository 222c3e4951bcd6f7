-- Deploy florin:api/read_consumption to pg
-- requires: billing/read_consumption

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.read_consumption has the rules.
create function api.read_consumption(p_environment text, p_transaction_id text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return billing.read_consumption(p_environment, p_transaction_id);
end;
$$;

revoke all on function api.read_consumption(text, text) from public;
grant execute on function api.read_consumption(text, text) to florin_worker;
comment on function api.read_consumption is 'How much of a purchase was used, if it may be told.';

commit;

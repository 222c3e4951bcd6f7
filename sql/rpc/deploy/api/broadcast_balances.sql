-- Deploy florin:api/broadcast_balances to pg
-- requires: audit/broadcast_balances

begin;

-- Thin and security invoker, as the exposed schema asks.
-- audit.broadcast_balances has the rules.
create function api.broadcast_balances(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return audit.broadcast_balances(p_limit);
end;
$$;

revoke all on function api.broadcast_balances(integer) from public;
grant execute on function api.broadcast_balances(integer) to florin_worker;
comment on function api.broadcast_balances is
  'Tells listeners how changed accounts stand.';

commit;

-- Deploy florin:api/expire_holds to pg
-- requires: ledger/expire_holds

begin;

-- Thin and security invoker, as the exposed schema asks.
-- ledger.expire_holds has the rules.
create function api.expire_holds(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return ledger.expire_holds(p_limit);
end;
$$;

revoke all on function api.expire_holds(integer) from public;
grant execute on function api.expire_holds(integer) to florin_worker;
comment on function api.expire_holds is 'Frees lapsed holds of metered features, in batches.';

commit;

-- Deploy florin:api/refresh_buckets to pg
-- requires: ledger/refresh_buckets

begin;

-- Thin and security invoker, as the exposed schema asks.
-- ledger.refresh_buckets has the rules.
create function api.refresh_buckets(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return ledger.refresh_buckets(p_limit);
end;
$$;

revoke all on function api.refresh_buckets(integer) from public;
grant execute on function api.refresh_buckets(integer) to florin_worker;
comment on function api.refresh_buckets is 'Activates and expires buckets, in batches.';

commit;

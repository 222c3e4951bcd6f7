-- Deploy florin:api/slice_overages to pg
-- requires: access/slice_overages

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.slice_overages has the rules.
create function api.slice_overages(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.slice_overages(p_limit);
end;
$$;

revoke all on function api.slice_overages(integer) from public;
grant execute on function api.slice_overages(integer) to florin_worker;
comment on function api.slice_overages is 'Bills overage so far, in batches.';

commit;

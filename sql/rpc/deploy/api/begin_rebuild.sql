-- Deploy florin:api/begin_rebuild to pg
-- requires: billing/begin_rebuild

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.begin_rebuild has the rules.
create function api.begin_rebuild()
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.begin_rebuild();
end;
$$;

revoke all on function api.begin_rebuild() from public;
grant execute on function api.begin_rebuild() to florin_worker;
comment on function api.begin_rebuild is
  'Empties what a rebuild makes anew; how many events there are.';

commit;

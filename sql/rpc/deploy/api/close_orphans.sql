-- Deploy florin:api/close_orphans to pg
-- requires: access/close_orphans

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.close_orphans has the rules.
create function api.close_orphans(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.close_orphans(p_limit);
end;
$$;

revoke all on function api.close_orphans(integer) from public;
grant execute on function api.close_orphans(integer) to florin_worker;
comment on function api.close_orphans is 'Closes accounts nobody is left of, in batches.';

commit;

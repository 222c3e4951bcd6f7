-- Deploy florin:api/list_sinks to pg
-- requires: audit/list_sinks

begin;

-- Thin and security invoker, as the exposed schema asks.
-- audit.list_sinks has the rules.
create function api.list_sinks()
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return audit.list_sinks();
end;
$$;

revoke all on function api.list_sinks() from public;
grant execute on function api.list_sinks() to florin_worker;
comment on function api.list_sinks is
  'The sinks that have something to be told now.';

commit;

-- Deploy florin:api/ensure_sink to pg
-- requires: audit/ensure_sink

begin;

-- Thin and security invoker, as the exposed schema asks.
-- audit.ensure_sink has the rules.
create function api.ensure_sink(p_name text, p_kind text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform audit.ensure_sink(p_name, p_kind);
end;
$$;

revoke all on function api.ensure_sink(text, text) from public;
grant execute on function api.ensure_sink(text, text) to florin_worker;
comment on function api.ensure_sink is
  'Adds a sink that needs no address, once.';

commit;

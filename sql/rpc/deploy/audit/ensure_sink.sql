-- Deploy florin:audit/ensure_sink to pg
-- requires: audit/sinks

begin;

/*
 * Adds the sink that the worker's own settings describe, once. Its row may then be disabled or
 * narrowed to some events like any other.
 */
create function audit.ensure_sink(p_name text, p_kind text)
returns void
language sql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
  insert into audit.sinks (name, kind) values (p_name, p_kind) on conflict (name) do nothing;
$$;

revoke all on function audit.ensure_sink(text, text) from public;
grant execute on function audit.ensure_sink(text, text) to florin_worker;
comment on function audit.ensure_sink is 'Adds a sink that needs no address, once.';

commit;

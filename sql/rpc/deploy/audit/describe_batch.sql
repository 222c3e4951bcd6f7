-- Deploy florin:audit/describe_batch to pg
-- requires: audit/sinks

begin;

/*
 * A batch of events as the worker gets it, with where it goes and the lease it is under.
 */
create function audit.describe_batch(p_sink audit.sinks, p_events jsonb, p_is_replay boolean)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.jsonb_build_object(
    'lease', p_sink.lease, 'kind', p_sink.kind, 'url', p_sink.url,
    'secret_env', p_sink.secret_env, 'attempts', p_sink.attempts, 'is_replay', p_is_replay,
    'events', p_events
  );
$$;

revoke all on function audit.describe_batch(audit.sinks, jsonb, boolean) from public;
comment on function audit.describe_batch is 'A batch of events as the worker gets it.';

commit;

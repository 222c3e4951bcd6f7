-- Deploy florin:audit/describe_replays to pg
-- requires: audit/dead_letters

begin;

/*
 * The dead letters that are to be sent once more to a sink; null where there is none.
 */
create function audit.describe_replays(p_sink text, p_limit integer)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select pg_catalog.jsonb_agg(
    pg_catalog.jsonb_build_object(
      'place', d.id::text, 'id', d.event_id, 'account_id', d.account_id, 'kind', d.kind,
      'payload', d.payload, 'created_at', d.created_at
    )
    order by d.id
  )
  from (
    select *
    from audit.dead_letters
    where sink = p_sink and is_replaying
    order by id
    limit p_limit
  ) as d;
$$;

revoke all on function audit.describe_replays(text, integer) from public;
comment on function audit.describe_replays is 'The dead letters to be sent once more.';

commit;

-- Deploy florin:generation/record_attempts to pg
-- requires: generation/attempts
-- requires: catalog/route_costs

begin;

/*
 * Writes down every try at a provider, each with what it costs us at its own route's prices.
 */
create function generation.record_attempts(
  p_account_id uuid,
  p_generation_id uuid,
  p_attempts jsonb
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into generation.attempts (
    account_id, generation_id, position, route_id, outcome, http_status, provider_request_id,
    usage, cost_microdollars, started_at, first_byte_ms, duration_ms
  )
  select
    p_account_id, p_generation_id, t.position, (t.a ->> 'route_id')::bigint, t.a ->> 'outcome',
    (t.a ->> 'http_status')::integer, left(t.a ->> 'provider_request_id', 255), t.a -> 'usage',
    coalesce((
      select ceil(sum(
        (
          coalesce((u ->> 'input')::numeric, 0) * c.input
          + coalesce((u ->> 'cache_read')::numeric, 0) * c.cache_read
          + coalesce((u ->> 'cache_write')::numeric, 0) * c.cache_write
          + coalesce((u ->> 'output')::numeric, 0) * c.output
        ) / 1000000 + coalesce((u ->> 'web_search')::numeric, 0) * c.web_search
      )) + max(c.request)
      from jsonb_array_elements(t.a -> 'usage') as u
    ), 0),
    (t.a ->> 'started_at')::timestamptz, (t.a ->> 'first_byte_ms')::integer,
    (t.a ->> 'duration_ms')::integer
  from jsonb_array_elements(p_attempts) with ordinality as t (a, position)
  left join lateral (
    select *
    from catalog.route_costs as r
    where r.route_id = (t.a ->> 'route_id')::bigint
      and r.effective_at <= now()
    order by r.effective_at desc
    limit 1
  ) as c on true
  on conflict do nothing;
end;
$$;

revoke all on function generation.record_attempts(uuid, uuid, jsonb) from public;
comment on function generation.record_attempts is 'Writes down every try at a provider.';

commit;

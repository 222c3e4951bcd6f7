-- Deploy florin:generation/attempts to pg
-- requires: generation/generations
-- requires: generation/cost_attempt

begin;

-- A view: tries are written with their generation, in the same row, and what they cost follows
-- from rates that never change. A table of them would be one more write of every generation.
create view generation.attempts
with (security_invoker = true)
as
select
  g.account_id,
  g.id as generation_id,
  t.position,
  (t.a ->> 'route_id')::bigint as route_id,
  t.a ->> 'outcome' as outcome,
  (t.a ->> 'http_status')::integer as http_status,
  t.a ->> 'provider_request_id' as provider_request_id,
  t.a -> 'usage' as usage,
  generation.cost_attempt(
    (t.a ->> 'route_id')::bigint, t.a -> 'usage', (t.a ->> 'started_at')::timestamptz
  ) as cost_microdollars,
  (t.a ->> 'started_at')::timestamptz as started_at,
  (t.a ->> 'first_byte_ms')::integer as first_byte_ms,
  (t.a ->> 'duration_ms')::integer as duration_ms
from generation.generations as g
cross join lateral jsonb_array_elements(g.attempts) with ordinality as t (a, position);

comment on view generation.attempts is
  'Each try at a provider, in order, with its usage and what it cost us in micro-dollars.';

commit;

-- Deploy florin:generation/usage_rows to pg
-- requires: generation/generations
-- requires: generation/cost_attempt

begin;

-- The one place that says what a generation counts for: sums of past days and reports of today
-- are made of it. Running ones count when they have ended.
create view generation.usage_rows
with (security_invoker = true)
as
select
  g.account_id,
  g.created_at,
  (g.created_at at time zone 'UTC')::date as day,
  g.model_id,
  1 as generations,
  (g.status in ('provider_failed', 'timed_out', 'invalid', 'expired'))::integer as failed,
  coalesce(g.input, 0) as input,
  coalesce(g.cache_read, 0) as cache_read,
  coalesce(g.cache_write, 0) as cache_write,
  coalesce(g.output, 0) as output,
  coalesce(g.web_search, 0) as web_search,
  coalesce(g.charged, 0)::bigint as charged,
  coalesce(g.uncollected, 0)::bigint as uncollected,
  (
    select coalesce(sum(generation.cost_attempt(
      (a ->> 'route_id')::bigint, a -> 'usage', (a ->> 'started_at')::timestamptz
    )), 0)::bigint
    from jsonb_array_elements(g.attempts) as a
  ) as cost_micro_dollars,
  (
    g.access = 'trial' and g.usage_source <> 'none' and g.status <> 'provider_failed'
  )::integer as trial_messages
from generation.generations as g
where g.finished_at is not null;

comment on view generation.usage_rows is
  'What each ended generation adds to the usage of its account, day (UTC) and model.';

commit;

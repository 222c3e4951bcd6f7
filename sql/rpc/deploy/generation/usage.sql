-- Deploy florin:generation/usage to pg
-- requires: generation/daily_usage
-- requires: generation/usage_rows

begin;

-- Both hold the days that are summed up: who reads this takes the days before generation.live_from
-- of the one and those from it on of the other, as the reports for admins do. The bound is theirs
-- to give, as a value: a planner that does not know it would read all generations there are.
create view generation.usage
with (security_invoker = true)
as
select
  false as is_live, null::timestamptz as created_at, d.account_id, d.day, d.model_id,
  d.generations, d.failed, d.input, d.cache_read, d.cache_write, d.output, d.web_search,
  d.charged::bigint as charged, d.uncollected::bigint as uncollected, d.cost_micro_dollars,
  d.trial_messages
from generation.daily_usage as d
union all
select
  true, u.created_at, u.account_id, u.day, u.model_id,
  u.generations, u.failed, u.input, u.cache_read, u.cache_write, u.output, u.web_search,
  u.charged, u.uncollected, u.cost_micro_dollars,
  u.trial_messages
from generation.usage_rows as u;

comment on view generation.usage is
  'Usage to be summed: per day from daily_usage, and live, generation by generation.';

commit;

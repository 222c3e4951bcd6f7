-- Deploy florin:generation/usage to pg
-- requires: generation/daily_usage
-- requires: generation/usage_rows
-- requires: generation/live_from

begin;

create view generation.usage
with (security_invoker = true)
as
select
  d.account_id, d.day, d.model_id, d.generations, d.failed, d.input, d.cache_read, d.cache_write,
  d.output, d.web_search, d.charged::bigint as charged, d.uncollected::bigint as uncollected,
  d.cost_micro_dollars, d.trial_messages
from generation.daily_usage as d
where d.day < (select generation.live_from())
union all
select
  u.account_id, u.day, u.model_id, u.generations, u.failed, u.input, u.cache_read, u.cache_write,
  u.output, u.web_search, u.charged, u.uncollected, u.cost_micro_dollars, u.trial_messages
from generation.usage_rows as u
where u.created_at >= (select generation.live_from()::timestamp at time zone 'UTC');

comment on view generation.usage is
  'Usage up to now, to be summed: past days from daily_usage, then generation by generation.';

commit;

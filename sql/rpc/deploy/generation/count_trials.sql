-- Deploy florin:generation/count_trials to pg
-- requires: access/account_plans
-- requires: access/entitlements
-- requires: access/trials
-- requires: catalog/models

begin;

/*
 * How many accounts began a trial of each model since p_since, and how many of these may use it
 * now beyond the trial: bought it, or are on a plan that includes it.
 */
create function generation.count_trials(p_since timestamptz)
returns table (model_id text, users bigint, converted bigint)
language sql
stable
set search_path = ''
as $$
  select t.model_id, count(*), count(*) filter (
    where m.tier = any(v.tiers)
      or exists (
        select
        from access.entitlements as e
        where e.account_id = t.account_id
          and e.kind = 'model'
          and e.key = t.model_id
          and e.source in ('purchase', 'subscription')
          and e.revoked_at is null
      )
  )
  from access.trials as t
  join catalog.models as m on m.id = t.model_id
  left join access.account_plans as p on p.account_id = t.account_id
  left join catalog.plan_versions as v on v.id = p.plan_version_id
  where t.started_at >= p_since
    and t.used > 0
  group by t.model_id;
$$;

revoke all on function generation.count_trials(timestamptz) from public;
comment on function generation.count_trials is 'Trials begun, and how many led to more.';

commit;

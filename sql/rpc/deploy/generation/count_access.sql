-- Deploy florin:generation/count_access to pg
-- requires: access/account_plans
-- requires: access/entitlements
-- requires: catalog/models

begin;

/*
 * How many accounts may use each model now, by their plan's tiers or by an entitlement.
 */
create function generation.count_access()
returns table (model_id text, accounts bigint)
language sql
stable
set search_path = ''
as $$
  with by_version as (
    select p.plan_version_id, count(*) as accounts
    from access.account_plans as p
    group by p.plan_version_id
  )
  select m.id, coalesce(sum(n.accounts), 0)::bigint + (
    select count(distinct e.account_id)
    from access.entitlements as e
    join access.account_plans as p on p.account_id = e.account_id
    join catalog.plan_versions as v on v.id = p.plan_version_id
    where e.kind = 'model'
      and e.key = m.id
      and e.revoked_at is null
      and e.valid_from <= now()
      and (e.valid_until is null or e.valid_until > now())
      and m.tier <> all (v.tiers)
  )
  from catalog.models as m
  left join (
    by_version as n join catalog.plan_versions as v on v.id = n.plan_version_id
  ) on m.tier = any(v.tiers)
  group by m.id;
$$;

revoke all on function generation.count_access() from public;
comment on function generation.count_access is 'How many accounts may use each model now.';

commit;

-- Deploy florin:billing/find_version to pg
-- requires: catalog/plan_versions

begin;

/*
 * The version of a plan that was in effect at a time; before its first, that one.
 */
create function billing.find_version(p_plan_id text, p_at timestamptz)
returns catalog.plan_versions
language sql
stable
set search_path = ''
as $$
  select v
  from catalog.plan_versions as v
  where v.plan_id = p_plan_id
  order by v.effective_at > p_at, abs(extract(epoch from v.effective_at - p_at))
  limit 1;
$$;

revoke all on function billing.find_version(text, timestamptz) from public;
comment on function billing.find_version is 'The version of a plan in effect at a time.';

commit;

-- Deploy florin:catalog/find_plan_version to pg
-- requires: catalog/plan_versions

begin;

/*
 * The version of a plan that a period beginning now gets.
 *
 * Raises  FLPLN no such plan, or none of its versions has begun
 */
create function catalog.find_plan_version(p_plan_id text)
returns catalog.plan_versions
language plpgsql
stable
set search_path = ''
as $$
declare
  v_version catalog.plan_versions;
begin
  select * into v_version
  from catalog.plan_versions as v
  where v.plan_id = p_plan_id
    and v.effective_at <= now()
  order by v.effective_at desc
  limit 1;
  if not found then
    raise exception 'plan % is not offered', p_plan_id using
      errcode = 'FLPLN',
      detail = pg_catalog.json_build_object('plan', p_plan_id)::text,
      hint = 'Name a plan of catalog.plans that has a version in effect.';
  end if;

  return v_version;
end;
$$;

revoke all on function catalog.find_plan_version(text) from public;
comment on function catalog.find_plan_version is 'The version of a plan in effect now.';

commit;

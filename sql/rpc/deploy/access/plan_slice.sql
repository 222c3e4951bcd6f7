-- Deploy florin:access/plan_slice to pg
-- requires: access/next_slice
-- requires: catalog/plan_versions

begin;

/*
 * Trigger: notes when the overage of an account's plan is billed next, whatever put it on that
 * plan or began that period. Never on a plan that bills none.
 */
create function access.plan_slice()
returns trigger
language plpgsql
volatile
-- Definer: plans are also edited by hand, by roles without rights here.
security definer
set search_path = ''
as $$
begin
  select access.next_slice(new.period_end, now()) into new.slice_at
  from catalog.plan_versions as v
  where v.id = new.plan_version_id
    and v.overage_policy = 'bill';
  return new;
end;
$$;

revoke all on function access.plan_slice() from public;
comment on function access.plan_slice is 'Notes when overage is billed next.';

commit;

-- Deploy florin:access/raise_included to pg
-- requires: access/account_plans
-- requires: access/period_ref
-- requires: ledger/grant_credits

begin;

/*
 * Grants what the account's version includes beyond what was granted for this period already,
 * until the period's end. So any way up and down and up again gives the largest once.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function access.raise_included(p_account_id uuid, p_plan access.account_plans)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_version catalog.plan_versions;
  v_granted bigint;
begin
  select * into strict v_version from catalog.plan_versions where id = p_plan.plan_version_id;
  select coalesce(sum(b.granted), 0) into v_granted
  from ledger.buckets as b
  where b.account_id = p_account_id
    and b.source = 'plan'
    and b.expires_at = p_plan.period_end
    and b.source_ref not like 'rollover:%';

  -- A period that is over gets no more; the next one does.
  if v_version.included > v_granted and p_plan.period_end > now() then
    perform ledger.grant_credits(
      p_account_id, 'plan',
      access.period_ref('upgrade', p_plan.period_start) || ':' || v_version.id,
      v_version.included - v_granted, p_expires_at => p_plan.period_end
    );
  end if;
end;
$$;

revoke all on function access.raise_included(uuid, access.account_plans) from public;
comment on function access.raise_included is 'Grants what a larger plan includes beyond.';

commit;

-- Deploy florin:billing/queue_report to pg
-- requires: billing/overage_reports

begin;

/*
 * Notes that a slice of overage is to be reported, in whole credits. Less than one is left to the
 * period's next slice: what is reported of a period is the sum of its slices, rounded down once.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function billing.queue_report(p_overage access.overages)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  -- Microcredits.
  v_unit constant bigint := 1000000;
  v_before bigint := (
    select coalesce(sum(o.amount), 0)
    from access.overages as o
    where o.account_id = p_overage.account_id
      and o.period_start = p_overage.period_start
      and o.entry_version < p_overage.entry_version
  );
  v_units bigint := (v_before + p_overage.amount) / v_unit - v_before / v_unit;
begin
  insert into billing.overage_reports (
    account_id, entry_version, period_start, happened_at, units, status
  )
  values (
    p_overage.account_id, p_overage.entry_version, p_overage.period_start,
    greatest(
      date_trunc('second', p_overage.until - interval '1 microsecond'),
      date_trunc('second', p_overage.period_start)
    ),
    v_units, case when v_units = 0 then 'carried' else 'pending' end
  );
end;
$$;

revoke all on function billing.queue_report(access.overages) from public;
comment on function billing.queue_report is 'Notes that a slice of overage is to be reported.';

commit;

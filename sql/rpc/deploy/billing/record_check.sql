-- Deploy florin:billing/record_check to pg
-- requires: billing/overage_checks
-- requires: billing/overage_reports
-- requires: billing/give_up_report
-- requires: billing/record_report
-- requires: billing/report_window
-- requires: audit/emit

begin;

/*
 * Notes what a store counted of a period's overage. What it has not got, in the minutes of
 * p_missing (Unix seconds), is reported again under the same name, or given up where it is too old;
 * what was in doubt is sent otherwise. A difference is told of, and looked at again after six
 * hours, as long as the store takes anything of the period.
 *
 * Locks   billing.overage_reports rows, billing.overage_checks row
 */
create function billing.record_check(
  p_account_id uuid,
  p_environment text,
  p_period_start timestamptz,
  p_customer_id text,
  p_reported bigint,
  p_counted bigint,
  p_missing bigint[]
)
returns void
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_report billing.overage_reports;
  v_is_missing boolean;
  v_missing bigint := 0;
  v_newest timestamptz;
begin
  for v_report in
    select *
    from billing.overage_reports as r
    where r.account_id = p_account_id
      and r.period_start = p_period_start
      and r.environment = p_environment
      and r.customer_id = p_customer_id
      and r.status in ('sent', 'in_doubt')
    order by r.entry_version
    for update
  loop
    v_newest := greatest(v_newest, v_report.happened_at);
    v_is_missing := extract(epoch from date_trunc('minute', v_report.happened_at))::bigint
      = any(p_missing);
    v_missing := v_missing + v_is_missing::integer;
    if v_is_missing and v_report.happened_at < billing.report_window() then
      v_report.problem := 'not counted by the store';
      perform billing.give_up_report(v_report);
    elsif v_is_missing then
      update billing.overage_reports as r
      set
        status = 'pending', attempted_at = null, next_attempt_at = now(), sent_at = null,
        problem = 'not counted by the store'
      where (r.account_id, r.entry_version) = (v_report.account_id, v_report.entry_version);
    elsif v_report.status = 'in_doubt' then
      perform billing.record_report(v_report.account_id, v_report.entry_version);
    end if;
  end loop;

  update billing.overage_checks
  set
    reported = p_reported,
    counted = p_counted,
    checked_at = now(),
    check_at = case
      when p_reported <> p_counted and v_newest > billing.report_window()
        then now() + interval '6 hours'
    end
  where (account_id, environment, period_start, customer_id)
    = (p_account_id, p_environment, p_period_start, p_customer_id);
  if p_reported <> p_counted then
    perform audit.emit(p_account_id, 'overage_differs', pg_catalog.jsonb_build_object(
      'environment', p_environment, 'customer_id', p_customer_id, 'period_start', p_period_start,
      'reported', p_reported, 'counted', p_counted, 'missing', v_missing
    ));
  end if;
end;
$$;

revoke all on function billing.record_check(
  uuid, text, timestamptz, text, bigint, bigint, bigint[]
) from public;
grant execute on function billing.record_check(
  uuid, text, timestamptz, text, bigint, bigint, bigint[]
) to florin_worker;
comment on function billing.record_check is 'Notes what a store counted of a period''s overage.';

commit;

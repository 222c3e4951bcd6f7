-- Deploy florin:billing/give_up_report to pg
-- requires: billing/overage_reports
-- requires: audit/emit

begin;

/*
 * Gives up a slice that no store takes any more, and tells of it: somebody may bill it by hand.
 *
 * Locks   billing.overage_reports row
 */
create function billing.give_up_report(p_report billing.overage_reports)
returns void
language sql
volatile
set search_path = ''
as $$
  update billing.overage_reports
  set status = 'given_up'
  where (account_id, entry_version) = (p_report.account_id, p_report.entry_version);
  select audit.emit(
    p_report.account_id,
    'overage_given_up',
    pg_catalog.jsonb_build_object(
      'entry_version', p_report.entry_version, 'units', p_report.units,
      'happened_at', p_report.happened_at, 'problem', p_report.problem
    )
  );
$$;

revoke all on function billing.give_up_report(billing.overage_reports) from public;
comment on function billing.give_up_report is 'Gives up a slice of overage, and tells of it.';

commit;

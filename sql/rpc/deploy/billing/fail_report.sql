-- Deploy florin:billing/fail_report to pg
-- requires: billing/overage_reports
-- requires: audit/retry_delay

begin;

/*
 * Notes why a slice of overage was not reported. It is tried again after a pause that grows up to
 * six hours, while the store takes it. p_was_refused: the store certainly has not got it.
 *
 * Locks   billing.overage_reports row
 */
create function billing.fail_report(
  p_account_id uuid,
  p_entry_version bigint,
  p_problem text,
  p_was_refused boolean
)
returns void
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
begin
  update billing.overage_reports as r
  set
    problem = left(p_problem, 2000),
    -- An earlier try may have come through even so.
    attempted_at = case
      when not p_was_refused or r.attempted_at < r.claimed_at then r.attempted_at
    end,
    next_attempt_at = now() + coalesce(
      audit.retry_delay(greatest(r.attempts, 1)), interval '6 hours'
    )
  where r.account_id = p_account_id
    and r.entry_version = p_entry_version
    and r.status = 'pending';
end;
$$;

revoke all on function billing.fail_report(uuid, bigint, text, boolean) from public;
grant execute on function billing.fail_report(uuid, bigint, text, boolean) to florin_worker;
comment on function billing.fail_report is 'Notes why a slice of overage was not reported.';

commit;

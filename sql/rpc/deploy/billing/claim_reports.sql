-- Deploy florin:billing/claim_reports to pg
-- requires: billing/overage_reports
-- requires: billing/overage_checks
-- requires: billing/choose_customer
-- requires: billing/give_up_report
-- requires: billing/report_window

begin;

/*
 * Leases at most p_limit slices that are to be reported to Stripe in one environment. A worker that
 * dies leaves its lease; after p_lease_s seconds another one sends the same again, and Stripe,
 * which knows it by its name for a day, answers that it has it. What may have been sent longer ago
 * is not sent blindly: it waits for billing.record_check. Without a customer a slice waits, too old
 * it is given up.
 *
 * Locks   billing.overage_reports rows, skipping locked ones, billing.overage_checks rows
 */
create function billing.claim_reports(p_environment text, p_limit integer, p_lease_s integer)
returns table (
  account_id uuid,
  entry_version bigint,
  customer_id text,
  units bigint,
  happened_at timestamptz
)
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_report billing.overage_reports;
  v_customer text;
  v_pause timestamptz;
begin
  for v_report in
    select *
    from billing.overage_reports as r
    where r.status = 'pending'
      and r.next_attempt_at <= now()
    order by r.next_attempt_at
    limit p_limit
    for update skip locked
  loop
    -- Where one may have it already, that one.
    v_customer := case
      when v_report.attempted_at is not null then v_report.customer_id
      else billing.choose_customer(v_report.account_id, 'stripe', p_environment)
    end;
    v_pause := case
      when v_report.attempted_at is not null and v_report.environment <> p_environment
        then now() + interval '10 minutes'
      when v_customer is null then now() + interval '10 minutes'
    end;
    if v_report.attempted_at < now() - interval '23 hours' then
      update billing.overage_reports as r
      set status = 'in_doubt'
      where (r.account_id, r.entry_version) = (v_report.account_id, v_report.entry_version);
    elsif v_report.happened_at < billing.report_window() then
      perform billing.give_up_report(v_report);
    elsif v_pause is not null then
      update billing.overage_reports as r
      set
        next_attempt_at = v_pause,
        problem = case when v_customer is null then 'no customer' else r.problem end
      where (r.account_id, r.entry_version) = (v_report.account_id, v_report.entry_version);
    else
      update billing.overage_reports as r
      set
        environment = p_environment,
        customer_id = v_customer,
        attempts = r.attempts + 1,
        attempted_at = coalesce(r.attempted_at, now()),
        claimed_at = now(),
        next_attempt_at = now() + interval '1 second' * p_lease_s
      where (r.account_id, r.entry_version) = (v_report.account_id, v_report.entry_version);
      insert into billing.overage_checks as c (
        account_id, environment, period_start, customer_id, check_at
      )
      values (
        v_report.account_id, p_environment, v_report.period_start, v_customer,
        now() + interval '1 hour'
      )
      on conflict on constraint overage_checks_pkey do update
      set check_at = coalesce(c.check_at, excluded.check_at);
      return query select
        v_report.account_id, v_report.entry_version, v_customer, v_report.units,
        v_report.happened_at;
    end if;
  end loop;
end;
$$;

revoke all on function billing.claim_reports(text, integer, integer) from public;
grant execute on function billing.claim_reports(text, integer, integer) to florin_worker;
comment on function billing.claim_reports is 'Leases slices of overage that are to be reported.';

commit;

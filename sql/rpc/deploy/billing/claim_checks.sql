-- Deploy florin:billing/claim_checks to pg
-- requires: billing/list_minutes
-- requires: billing/overage_reports

begin;

/*
 * Leases at most p_limit periods whose overage, as it was reported, is to be compared with what the
 * store counted. `minutes` holds the whole credits reported in each minute that has any, by its
 * beginning (Unix seconds), the oldest first: of the period, and of others of the account that
 * share its first or last minute. Not while the outcome of a try is open.
 *
 * Locks   billing.overage_checks rows, skipping locked ones
 */
create function billing.claim_checks(p_environment text, p_limit integer, p_lease_s integer)
returns table (account_id uuid, period_start timestamptz, customer_id text, minutes jsonb)
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_check billing.overage_checks;
  v_minutes jsonb;
  v_is_open boolean;
begin
  for v_check in
    select *
    from billing.overage_checks as c
    where c.check_at <= now()
      and c.environment = p_environment
    order by c.check_at
    limit p_limit
    for update skip locked
  loop
    v_minutes := billing.list_minutes(v_check);
    v_is_open := exists (
      select
      from billing.overage_reports as r
      where r.account_id = v_check.account_id
        and r.period_start = v_check.period_start
        and r.status = 'pending'
        and r.attempted_at is not null
    );
    update billing.overage_checks as c
    set check_at = case
      when v_is_open then now() + interval '10 minutes'
      when v_minutes is not null then now() + interval '1 second' * p_lease_s
    end
    where (c.account_id, c.environment, c.period_start, c.customer_id)
      = (v_check.account_id, v_check.environment, v_check.period_start, v_check.customer_id);
    if v_minutes is not null and not v_is_open then
      return query select
        v_check.account_id, v_check.period_start, v_check.customer_id, v_minutes;
    end if;
  end loop;
end;
$$;

revoke all on function billing.claim_checks(text, integer, integer) from public;
grant execute on function billing.claim_checks(text, integer, integer) to florin_worker;
comment on function billing.claim_checks is 'Leases periods whose overage is to be compared.';

commit;

-- Deploy florin:billing/admin_find_overages to pg
-- requires: billing/overage_found
-- requires: billing/overage_reports
-- requires: access/refuse_argument
-- requires: audit/begin_action
-- requires: audit/write_log

begin;

/*
 * For admins: slices of overage that are not reported yet (pending: also for want of a customer;
 * in_doubt: the store is asked) or never will be (given_up), the oldest first.
 *
 * Raises  FLADM not an admin
 *         FLARG another status, or p_limit is not between 1 and 1000
 */
create function billing.admin_find_overages(p_status text, p_limit integer)
returns setof billing.overage_found
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
begin
  perform audit.begin_action('admin_find_overages');
  if coalesce(p_status not in ('pending', 'in_doubt', 'given_up'), true) then
    perform access.refuse_argument('p_status', 'pending, in_doubt or given_up');
  end if;
  if p_limit is null or p_limit not between 1 and 1000 then
    perform access.refuse_argument('p_limit', 'between 1 and 1000');
  end if;
  perform audit.write_log(
    'admin_find_overages', 'billing.overage_reports', null, null,
    jsonb_build_object('status', p_status)
  );

  return query
  select
    r.account_id, r.entry_version, r.status, r.units, r.period_start, r.happened_at,
    r.environment, r.customer_id, r.attempts, r.next_attempt_at, r.problem
  from billing.overage_reports as r
  where r.status = p_status
    and r.status in ('pending', 'in_doubt', 'given_up')
  order by r.happened_at
  limit p_limit;
end;
$$;

revoke all on function billing.admin_find_overages(text, integer) from public;
grant execute on function billing.admin_find_overages(text, integer) to authenticated;
comment on function billing.admin_find_overages is 'For admins: overage that was not reported.';

commit;

-- Deploy florin:billing/list_minutes to pg
-- requires: billing/overage_checks
-- requires: billing/overage_reports

begin;

/*
 * The whole credits that a store should have counted in each minute of a period, the oldest first:
 * [{at, units}], `at` in Unix seconds. What it may have counts too. Null where there is nothing.
 */
create function billing.list_minutes(p_check billing.overage_checks)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with span as (
    select
      date_trunc('minute', min(r.happened_at)) as first,
      date_trunc('minute', max(r.happened_at)) + interval '1 minute' as after
    from billing.overage_reports as r
    where r.account_id = p_check.account_id
      and r.period_start = p_check.period_start
      and r.environment = p_check.environment
      and r.customer_id = p_check.customer_id
      and r.status in ('sent', 'in_doubt')
  ), minutes as (
    select
      extract(epoch from date_trunc('minute', r.happened_at))::bigint as at,
      sum(r.units) as units
    from span as s
    join billing.overage_reports as r
      on r.account_id = p_check.account_id
      and r.happened_at >= s.first
      and r.happened_at < s.after
    where r.environment = p_check.environment
      and r.customer_id = p_check.customer_id
      and r.status in ('sent', 'in_doubt')
    group by 1
  )
  select jsonb_agg(jsonb_build_object('at', m.at, 'units', m.units) order by m.at)
  from minutes as m;
$$;

revoke all on function billing.list_minutes(billing.overage_checks) from public;
comment on function billing.list_minutes is 'What a store should have counted in each minute.';

commit;

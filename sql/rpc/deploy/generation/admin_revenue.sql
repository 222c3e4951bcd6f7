-- Deploy florin:generation/admin_revenue to pg
-- requires: generation/revenue_report
-- requires: generation/usage
-- requires: generation/live_from
-- requires: generation/check_days
-- requires: audit/begin_action
-- requires: audit/write_log

begin;

/*
 * For admins: what was charged against what providers cost, by model and day (UTC), from p_from to
 * p_to, both included. What a credit is worth is the deployment's to say: without
 * p_dollars_per_credit there is no margin.
 *
 * Raises  FLADM not an admin · FLARG not 1 to 366 days
 */
create function generation.admin_revenue(
  p_from date,
  p_to date,
  p_dollars_per_credit numeric
)
returns setof generation.revenue_report
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_live date := generation.live_from();
  v_live_at timestamptz := v_live::timestamp at time zone 'UTC';
begin
  perform audit.begin_action('admin_revenue');
  perform generation.check_days('p_to', p_to - p_from + 1);
  perform audit.write_log(
    'admin_revenue', 'generation.daily_usage', null, null,
    jsonb_build_object('from', p_from, 'to', p_to)
  );

  return query
  select
    u.day, u.model_id, sum(u.generations)::bigint, sum(u.charged)::bigint,
    sum(u.uncollected)::bigint, sum(u.cost_micro_dollars)::bigint,
    (round(sum(u.charged) * p_dollars_per_credit) - sum(u.cost_micro_dollars))::bigint
  from generation.usage as u
  where u.day between p_from and p_to
    and (
      (not u.is_live and u.day < v_live)
      or (u.is_live and u.created_at >= v_live_at)
    )
  group by u.day, u.model_id
  order by u.day, u.model_id;
end;
$$;

revoke all on function generation.admin_revenue(date, date, numeric) from public;
grant execute on function generation.admin_revenue(date, date, numeric) to authenticated;
comment on function generation.admin_revenue is 'For admins: charged against cost, day by day.';

commit;

-- Deploy florin:generation/admin_model_usage to pg
-- requires: generation/model_report
-- requires: generation/usage
-- requires: generation/live_from
-- requires: generation/check_days
-- requires: generation/count_access
-- requires: generation/count_trials
-- requires: audit/begin_action
-- requires: audit/write_log

begin;

/*
 * For admins: every model over the last p_days days (UTC), today among them: 1 is today. What a
 * credit is worth is the deployment's to say: without p_dollars_per_credit there is no margin.
 *
 * Raises  FLADM not an admin · FLARG p_days is not between 1 and 366
 */
create function generation.admin_model_usage(p_days integer, p_dollars_per_credit numeric)
returns setof generation.model_report
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_live date := generation.live_from();
  v_live_at timestamptz := v_live::timestamp at time zone 'UTC';
  v_today date := (now() at time zone 'UTC')::date;
begin
  perform audit.begin_action('admin_model_usage');
  perform generation.check_days('p_days', p_days);
  perform audit.write_log(
    'admin_model_usage', 'generation.daily_usage', null, null, jsonb_build_object('days', p_days)
  );

  return query
  -- Sums and users apart: sums of each user of each model would not fit into memory.
  with sums as (
    select
      u.model_id, sum(u.generations) as generations, sum(u.failed) as failed,
      sum(u.trial_messages) as trial_messages, sum(u.charged)::bigint as charged,
      sum(u.uncollected)::bigint as uncollected, sum(u.cost_micro_dollars)::bigint as cost
    from generation.usage as u
    where u.day > v_today - p_days and u.day <= v_today
      and (
        (not u.is_live and u.day < v_live)
        or (u.is_live and u.created_at >= v_live_at)
      )
    group by u.model_id
  ),
  users as (
    select d.model_id, count(*) as users
    from (
      select distinct u.model_id, u.account_id
      from generation.usage as u
      where u.day > v_today - p_days and u.day <= v_today
        and (
          (not u.is_live and u.day < v_live)
          or (u.is_live and u.created_at >= v_live_at)
        )
    ) as d
    group by d.model_id
  )
  select
    m.id, m.display_name, m.tier, m.enabled, coalesce(b.generations, 0), coalesce(b.failed, 0),
    coalesce(n.users, 0), round(b.generations::numeric / n.users, 2), c.accounts,
    coalesce(t.users, 0), coalesce(t.converted, 0), round(t.converted::numeric / t.users, 4),
    coalesce(b.trial_messages, 0), coalesce(b.charged, 0), coalesce(b.uncollected, 0),
    coalesce(b.cost, 0),
    (round(coalesce(b.charged, 0) * p_dollars_per_credit) - coalesce(b.cost, 0))::bigint
  from catalog.models as m
  join generation.count_access() as c on c.model_id = m.id
  left join sums as b on b.model_id = m.id
  left join users as n on n.model_id = m.id
  left join generation.count_trials(
    (v_today - p_days + 1)::timestamp at time zone 'UTC'
  ) as t on t.model_id = m.id
  order by coalesce(b.charged, 0) desc, m.id;
end;
$$;

revoke all on function generation.admin_model_usage(integer, numeric) from public;
grant execute on function generation.admin_model_usage(integer, numeric) to authenticated;
comment on function generation.admin_model_usage is 'For admins: models over some days.';

commit;

-- Deploy florin:generation/admin_top_accounts to pg
-- requires: generation/account_report
-- requires: generation/usage
-- requires: generation/live_from
-- requires: generation/check_days
-- requires: access/members
-- requires: audit/begin_action
-- requires: audit/write_log

begin;

/*
 * For admins: the accounts that were charged most over the last p_days days (UTC).
 *
 * Raises  FLADM not an admin · FLARG p_days is not between 1 and 366, p_limit not 1 and 100
 */
create function generation.admin_top_accounts(p_days integer, p_limit integer)
returns setof generation.account_report
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
  perform audit.begin_action('admin_top_accounts');
  perform generation.check_days('p_days', p_days);
  if p_limit is null or p_limit not between 1 and 100 then
    perform access.refuse_argument('p_limit', 'between 1 and 100');
  end if;
  perform audit.write_log(
    'admin_top_accounts', 'generation.daily_usage', null, null,
    jsonb_build_object('days', p_days, 'limit', p_limit)
  );

  return query
  select t.account_id, u.id, u.email::text, t.generations, t.charged, t.uncollected, t.cost
  from (
    select
      g.account_id, sum(g.generations)::bigint as generations, sum(g.charged)::bigint as charged,
      sum(g.uncollected)::bigint as uncollected, sum(g.cost_micro_dollars)::bigint as cost
    from generation.usage as g
    where g.day > v_today - p_days and g.day <= v_today
      and (
        (not g.is_live and g.day < v_live)
        or (g.is_live and g.created_at >= v_live_at)
      )
    group by g.account_id
    order by charged desc, g.account_id
    limit p_limit
  ) as t
  left join access.members as m on m.account_id = t.account_id and m.is_personal
  left join auth.users as u on u.id = m.user_id
  order by t.charged desc, t.account_id;
end;
$$;

revoke all on function generation.admin_top_accounts(integer, integer) from public;
grant execute on function generation.admin_top_accounts(integer, integer) to authenticated;
comment on function generation.admin_top_accounts is 'For admins: who was charged most.';

commit;

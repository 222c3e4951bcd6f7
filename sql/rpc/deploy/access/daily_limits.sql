-- Deploy florin:access/daily_limits to pg
-- requires: access/find_time_zone
-- requires: catalog/models
-- requires: access/daily_usage

begin;

/*
 * The daily limits of the models that have one, each as one of access.read_limits. The day is the
 * user's own: it begins at midnight in their time zone, UTC unless set.
 */
create function access.daily_limits(p_account_id uuid, p_user_id uuid)
returns setof jsonb
language sql
stable
set search_path = ''
as $$
  with
  today as (
    select z.time_zone, (now() at time zone z.time_zone)::date as day
    from access.find_time_zone(p_account_id, p_user_id) as z (time_zone)
  )
  select jsonb_build_object(
    'limit_source', 'messages_per_day', 'model', m.id, 'limit', m.messages_per_day,
    'used', coalesce(u.messages, 0),
    'remaining', greatest(m.messages_per_day - coalesce(u.messages, 0), 0),
    'resets_at', (t.day + 1)::timestamp at time zone t.time_zone
  )
  from today as t
  join catalog.models as m on m.enabled and m.messages_per_day is not null
  left join access.daily_usage as u
    on u.account_id = p_account_id and u.day = t.day and u.model_id = m.id
  order by m.sort_order, m.id;
$$;

revoke all on function access.daily_limits(uuid, uuid) from public;
comment on function access.daily_limits is 'The daily limits of models that have one.';

commit;

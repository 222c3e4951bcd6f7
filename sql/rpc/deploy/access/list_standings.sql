-- Deploy florin:access/list_standings to pg
-- requires: access/members
-- requires: access/account_plans
-- requires: access/profiles
-- requires: access/entitlements
-- requires: access/trials
-- requires: access/daily_usage
-- requires: catalog/models

begin;

/*
 * How a user stands with each enabled model, or with one: what allows it (plan, entitlement, trial;
 * null: it is locked), whether it was bought, what forbids it now (entitlement, trial_messages,
 * messages_per_day; null: nothing), their trial of it, and today's messages in their time zone.
 * Says of every model at once what access.unlocked_by says of one. No rows for a stranger.
 */
create function access.list_standings(
  p_account_id uuid,
  p_user_id uuid,
  p_model_id text default null
)
returns table (
  model_id text, access text, purchased boolean, limit_source text, trial jsonb, usage jsonb
)
language sql
stable
set search_path = ''
as $$
  with who as (
    select n.tiers, d.day, (d.day + 1)::timestamp at time zone d.zone as resets_at
    from access.members as m
    join access.account_plans as a on a.account_id = m.account_id
    join catalog.plan_versions as n on n.id = a.plan_version_id
    left join access.profiles as f on f.account_id = m.account_id and f.user_id = m.user_id
    cross join lateral (select coalesce(f.time_zone, 'UTC') as zone) as z
    cross join lateral (select z.zone, (now() at time zone z.zone)::date as day) as d
    where m.account_id = p_account_id
      and m.user_id = p_user_id
  ), owned as (
    select e.key, bool_or(e.source in ('purchase', 'subscription')) as purchased
    from access.entitlements as e
    where e.account_id = p_account_id
      and e.kind = 'model'
      and e.revoked_at is null
      and e.valid_from <= now()
      and (e.valid_until is null or e.valid_until > now())
    group by e.key
  ), had_elsewhere as (
    select distinct t.model_id
    from access.devices as d
    join access.device_trials as t on t.device_key = d.device_key
    where d.account_id = p_account_id
      and t.account_id <> p_account_id
  ), standing as (
    select
      m.id, m.trial_messages, m.messages_per_day, w.resets_at,
      coalesce(e.purchased, false) as purchased, coalesce(t.used, 0) as used,
      case when h.model_id is not null then 0
        else greatest(m.trial_messages - coalesce(t.used, 0), 0) end as trial_left,
      coalesce(u.messages, case when m.messages_per_day is not null then 0 end) as messages,
      m.tier = any(w.tiers) as in_plan, e.key is not null as is_entitled
    from who as w
    join catalog.models as m on m.enabled and (p_model_id is null or m.id = p_model_id)
    left join owned as e on e.key = m.id
    left join access.trials as t on t.account_id = p_account_id and t.model_id = m.id
    left join had_elsewhere as h on h.model_id = m.id
    left join access.daily_usage as u
      on u.account_id = p_account_id and u.day = w.day and u.model_id = m.id
  )
  select
    s.id, x.access, s.purchased,
    case
      when x.access is null and s.trial_messages > 0 and s.used >= s.trial_messages
        then 'trial_messages'
      when x.access is null then 'entitlement'
      when s.messages >= s.messages_per_day then 'messages_per_day'
    end,
    case when s.trial_messages > 0 then jsonb_build_object(
      'messages', s.trial_messages, 'used', s.used, 'left', s.trial_left
    ) end,
    jsonb_build_object(
      'messages', s.messages, 'limit', s.messages_per_day,
      'resets_at', case when s.messages_per_day is not null then s.resets_at end
    )
  from standing as s
  cross join lateral (
    select case
      when s.in_plan then 'plan'
      when s.is_entitled then 'entitlement'
      when s.trial_left > 0 then 'trial'
    end as access
  ) as x;
$$;

revoke all on function access.list_standings(uuid, uuid, text) from public;
comment on function access.list_standings is 'How a user stands with each enabled model.';

commit;

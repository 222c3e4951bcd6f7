-- Deploy florin:audit/charge_events to pg
-- requires: access/account_plans
-- requires: catalog/plan_versions

begin;

/*
 * What else happened when a message was sent and charged: one row of the outbox is written for it,
 * since that is the hot path, and the rest is derived when it is told. A threshold is crossed by
 * the one charge that took the account from it or above to below.
 */
create function audit.charge_events(p_account_id uuid, p_payload jsonb)
returns table (part integer, kind text, payload jsonb)
language sql
stable
set search_path = ''
as $$
  with fact as (
    select
      coalesce((p_payload ->> 'charged')::bigint, 0) as charged,
      (p_payload ->> 'available')::bigint as available,
      p_payload - array['outcome', 'access'] as payload
  ),
  plan as (
    select v.low_balance
    from access.account_plans as a
    join catalog.plan_versions as v on v.id = a.plan_version_id
    where a.account_id = p_account_id
  )
  select 2, 'charged', payload from fact where charged > 0
  union all
  select 3, 'low_balance', payload || pg_catalog.jsonb_build_object('threshold', low_balance)
  from fact, plan
  where low_balance > 0 and available < low_balance and low_balance <= available + charged
  union all
  select 4, 'exhausted', payload from fact where available <= 0 and 0 < available + charged
  union all
  select 5, 'model_trial_message_used', p_payload - 'access'
  where p_payload ->> 'access' = 'trial';
$$;

revoke all on function audit.charge_events(uuid, jsonb) from public;
comment on function audit.charge_events is 'The events that a sent message implies.';

commit;

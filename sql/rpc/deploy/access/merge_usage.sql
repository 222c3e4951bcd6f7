-- Deploy florin:access/merge_usage to pg
-- requires: access/trials
-- requires: access/daily_usage
-- requires: access/devices
-- requires: access/device_trials
-- requires: access/welcomes

begin;

/*
 * Moves what limits count by into another account: of trials the more used one counts, messages
 * of a day are added up, devices and the trials had on them are pointed there. That there were
 * welcome credits is known of both from then on.
 *
 * Locks   the rows it moves; the caller holds both accounts' rows
 */
create function access.merge_usage(p_account_id uuid, p_into_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  insert into access.trials as t (account_id, model_id, used, started_at, last_used_at)
  select p_into_account_id, o.model_id, o.used, o.started_at, o.last_used_at
  from access.trials as o
  where o.account_id = p_account_id
  on conflict (account_id, model_id) do update
  set
    used = greatest(t.used, excluded.used),
    started_at = least(t.started_at, excluded.started_at),
    last_used_at = greatest(t.last_used_at, excluded.last_used_at);
  delete from access.trials where account_id = p_account_id;

  insert into access.daily_usage as u (account_id, day, model_id, messages)
  select p_into_account_id, o.day, o.model_id, o.messages
  from access.daily_usage as o
  where o.account_id = p_account_id
  on conflict (account_id, day, model_id) do update
  set messages = u.messages + excluded.messages;
  delete from access.daily_usage where account_id = p_account_id;

  insert into access.devices (account_id, device_key, source, created_at)
  select p_into_account_id, o.device_key, o.source, o.created_at
  from access.devices as o
  where o.account_id = p_account_id
  on conflict do nothing;
  delete from access.devices where account_id = p_account_id;

  update access.device_trials
  set account_id = p_into_account_id
  where account_id = p_account_id;

  insert into access.welcomes (account_id, environment, amount, check_id, given_at)
  select p_into_account_id, o.environment, o.amount, o.check_id, o.given_at
  from access.welcomes as o
  where o.account_id = p_account_id
  on conflict do nothing;
end;
$$;

revoke all on function access.merge_usage(uuid, uuid) from public;
comment on function access.merge_usage is 'Moves what limits count by into another account.';

commit;

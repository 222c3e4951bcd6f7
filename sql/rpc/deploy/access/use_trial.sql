-- Deploy florin:access/use_trial to pg
-- requires: access/trials
-- requires: access/devices
-- requires: access/device_trials
-- requires: audit/emit

begin;

/*
 * Uses one message of a locked model's trial. False where none is left: all are used, or another
 * account had this trial on a device of this one.
 *
 * Locks   access.trials row, then access.device_trials rows
 */
create function access.use_trial(
  p_account_id uuid,
  p_user_id uuid,
  p_model_id text,
  p_trial_messages integer
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_started_at timestamptz;
begin
  insert into access.trials as t (account_id, model_id, used, started_at, last_used_at)
  values (p_account_id, p_model_id, 1, now(), now())
  on conflict (account_id, model_id) do update
  set used = t.used + 1, last_used_at = now()
  where t.used < p_trial_messages
  returning t.started_at into v_started_at;
  if not found then
    return false;
  end if;

  -- Every time, not only the first: a device may have become known meanwhile.
  insert into access.device_trials (device_key, model_id, account_id)
  select d.device_key, p_model_id, p_account_id
  from access.devices as d
  where d.account_id = p_account_id
  order by d.device_key
  on conflict do nothing;
  if exists (
    select
    from access.devices as d
    join access.device_trials as t on t.device_key = d.device_key
    where d.account_id = p_account_id
      and t.model_id = p_model_id
      and t.account_id <> p_account_id
  ) then
    return false;
  end if;

  -- Not by the count: a first message that was given back did start the trial.
  if v_started_at = now() then
    perform audit.emit(
      p_account_id, 'model_trial_started', jsonb_build_object(
        'user_id', p_user_id, 'model', p_model_id, 'messages', p_trial_messages
      )
    );
  end if;
  return true;
end;
$$;

revoke all on function access.use_trial(uuid, uuid, text, integer) from public;
comment on function access.use_trial is 'Uses one free message of a locked model.';

commit;

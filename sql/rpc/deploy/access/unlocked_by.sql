-- Deploy florin:access/unlocked_by to pg
-- requires: access/is_entitled
-- requires: access/trials
-- requires: access/devices
-- requires: access/device_trials

begin;

/*
 * Why an account may use a model whose tier its plan does not allow: entitlement, trial (where
 * messages of it are left, and no other account had it on a device of this one), or null: it is
 * locked.
 */
create function access.unlocked_by(
  p_account_id uuid,
  p_model_id text,
  p_trial_messages integer
)
returns text
language plpgsql
stable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
begin
  if access.is_entitled(p_account_id, 'model', p_model_id) then
    return 'entitlement';
  end if;

  if p_trial_messages > 0 and not exists (
    select
    from access.trials as t
    where t.account_id = p_account_id
      and t.model_id = p_model_id
      and t.used >= p_trial_messages
  ) and not exists (
    select
    from access.devices as d
    join access.device_trials as t on t.device_key = d.device_key
    where d.account_id = p_account_id
      and t.model_id = p_model_id
      and t.account_id <> p_account_id
  ) then
    return 'trial';
  end if;

  return null;
end;
$$;

revoke all on function access.unlocked_by(uuid, text, integer) from public;
comment on function access.unlocked_by is 'Why an account may use a model beyond its plan.';

commit;

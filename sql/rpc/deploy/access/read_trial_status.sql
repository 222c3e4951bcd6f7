-- Deploy florin:access/read_trial_status to pg
-- requires: access/list_standings
-- requires: access/refuse_member
-- requires: catalog/unlocks
-- requires: generation/refuse_model

begin;

/*
 * Whether a user may use a model now and why, their trial of it, today's messages, and what
 * unlocks it. Only reads: a prompt that the app shows on it is the app's to record.
 *
 * Raises  FLMEM not a member · FLMOD unknown or disabled model
 */
create function access.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_status jsonb;
begin
  select jsonb_build_object(
    'model', s.model_id, 'allowed', s.limit_source is null, 'access', s.access,
    'purchased', s.purchased, 'trial', s.trial, 'usage', s.usage,
    'unlock', coalesce(
      (select u.products from catalog.unlocks as u where u.model_id = s.model_id), '[]'
    ),
    'limit_source', s.limit_source
  )
  into v_status
  from access.list_standings(p_account_id, p_user_id, p_model_id) as s;
  -- Null asks for all models in there.
  if not found or p_model_id is null then
    if not exists (
      select from access.members as m
      where m.account_id = p_account_id and m.user_id = p_user_id
    ) then
      perform access.refuse_member(p_account_id, p_user_id);
    end if;
    perform generation.refuse_model(p_model_id, null);
  end if;

  return v_status;
end;
$$;

revoke all on function access.read_trial_status(uuid, uuid, text) from public;
grant execute on function access.read_trial_status(uuid, uuid, text) to florin_service;
comment on function access.read_trial_status is 'Whether a user may use a model now, and why.';

commit;

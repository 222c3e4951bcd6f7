-- Deploy florin:access/refuse_locked to pg
-- requires: catalog/unlocks

begin;

/*
 * Refuses a model that neither plan, entitlement nor trial allows, and says what unlocks it.
 *
 * Raises  FLLCK always
 */
create function access.refuse_locked(
  p_model_id text,
  p_trial_messages integer,
  p_used integer
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_limit jsonb := case when p_trial_messages > 0 and p_used >= p_trial_messages
    then jsonb_build_object('limit_source', 'trial_messages')
    else jsonb_build_object('limit_source', 'entitlement')
  end;
begin
  raise exception 'model % is locked', p_model_id using
    errcode = 'FLLCK',
    detail = (v_limit || jsonb_build_object(
      'model', p_model_id, 'trial_messages', p_trial_messages, 'trial_used', p_used,
      'unlock', coalesce(
        (select u.products from catalog.unlocks as u where u.model_id = p_model_id), '[]'
      )
    ))::text,
    hint = 'Unlock this model, take a plan that includes it, or choose another.';
end;
$$;

revoke all on function access.refuse_locked(text, integer, integer) from public;
comment on function access.refuse_locked is 'Raises FLLCK.';

commit;

-- Deploy florin:access/set_my_model_preferences to pg
-- requires: access/my_personal_account
-- requires: access/profiles
-- requires: access/check_choices
-- requires: access/check_persona_overrides
-- requires: access/count_event
-- requires: audit/emit

begin;

/*
 * Saves the signed-in user's default model and overrides, both whole: null is none. Saving what is
 * saved already changes nothing and tells nobody.
 *
 * Raises  FLMEM not signed in · FLARG overrides out of rule · FLMOD unknown or disabled model
 *         FLLCK locked model · FLLIM too many changes in this minute
 * Locks   access.profiles row, then access.event_counts row
 */
create function access.set_my_model_preferences(
  p_default_model_id text,
  p_persona_overrides jsonb
)
returns jsonb
language plpgsql
volatile
-- Definer: users have no right on the tables, and the user is whoever signed in.
security definer
set search_path = ''
as $$
declare
  v_account_id uuid := access.my_personal_account();
  v_user_id uuid := (select auth.uid());
  v_overrides jsonb := coalesce(nullif(p_persona_overrides, 'null'), '{}');
  v_before access.profiles;
  v_saved jsonb;
begin
  perform access.check_persona_overrides(v_overrides);

  insert into access.profiles (account_id, user_id)
  values (v_account_id, v_user_id)
  on conflict do nothing;
  select * into strict v_before
  from access.profiles
  where account_id = v_account_id and user_id = v_user_id
  for update;

  perform access.check_choices(v_account_id, v_user_id, array(
    select p_default_model_id where p_default_model_id is not null
    union
    select o.value from jsonb_each_text(v_overrides) as o
  ));

  v_saved := jsonb_build_object(
    'default_model_id', p_default_model_id, 'persona_overrides', v_overrides
  );
  if (v_before.default_model_id, v_before.persona_overrides)
    is not distinct from (p_default_model_id, v_overrides) then
    return v_saved;
  end if;

  update access.profiles
  set
    default_model_id = p_default_model_id,
    persona_overrides = v_overrides,
    updated_at = now()
  where account_id = v_account_id and user_id = v_user_id;

  perform access.count_event(v_account_id);
  perform audit.emit(v_account_id, 'model_preference_saved', v_saved || jsonb_build_object(
    'user_id', v_user_id
  ));
  if p_default_model_id is distinct from v_before.default_model_id then
    perform audit.emit(v_account_id, 'model_selected', jsonb_build_object(
      'user_id', v_user_id, 'model', p_default_model_id, 'source', 'preference',
      'before', v_before.default_model_id
    ));
  end if;

  return v_saved;
end;
$$;

revoke all on function access.set_my_model_preferences(text, jsonb) from public;
grant execute on function access.set_my_model_preferences(text, jsonb) to authenticated;
comment on function access.set_my_model_preferences is 'Saves the signed-in user''s preferences.';

commit;

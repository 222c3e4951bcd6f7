-- Deploy florin:api/set_model_preferences to pg
-- requires: access/set_my_model_preferences

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.set_my_model_preferences has the rules.
create function api.set_model_preferences(p_default_model_id text, p_persona_overrides jsonb)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.set_my_model_preferences(p_default_model_id, p_persona_overrides);
end;
$$;

revoke all on function api.set_model_preferences(text, jsonb) from public;
grant execute on function api.set_model_preferences(text, jsonb) to authenticated;
comment on function api.set_model_preferences is 'Saves default model and overrides.';

commit;

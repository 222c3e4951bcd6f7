-- Revert florin:api/set_model_preferences from pg

begin;

drop function api.set_model_preferences(text, jsonb);

commit;

-- Revert florin:access/set_my_model_preferences from pg

begin;

drop function access.set_my_model_preferences(text, jsonb);

commit;

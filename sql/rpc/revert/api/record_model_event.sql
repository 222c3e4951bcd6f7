-- Revert florin:api/record_model_event from pg

begin;

drop function api.record_model_event(text, text);

commit;

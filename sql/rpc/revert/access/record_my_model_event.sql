-- Revert florin:access/record_my_model_event from pg

begin;

drop function access.record_my_model_event(text, text);

commit;

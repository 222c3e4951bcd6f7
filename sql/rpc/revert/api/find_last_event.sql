-- Revert florin:api/find_last_event from pg

begin;

drop function api.find_last_event(text, text);

commit;

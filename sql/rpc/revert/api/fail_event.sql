-- Revert florin:api/fail_event from pg

begin;

drop function api.fail_event(text, text, text, text, boolean);

commit;

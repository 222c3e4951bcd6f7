-- Revert florin:api/clean_outbox from pg

begin;

drop function api.clean_outbox(integer);

commit;

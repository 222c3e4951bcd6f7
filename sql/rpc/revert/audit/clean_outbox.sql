-- Revert florin:audit/clean_outbox from pg

begin;

drop function audit.clean_outbox(integer);

commit;

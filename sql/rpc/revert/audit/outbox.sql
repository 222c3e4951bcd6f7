-- Revert florin:audit/outbox from pg

begin;

drop table audit.outbox;

commit;

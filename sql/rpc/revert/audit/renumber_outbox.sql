-- Revert florin:audit/renumber_outbox from pg

begin;

drop function audit.renumber_outbox();

commit;

-- Revert florin:audit/record_replay from pg

begin;

drop function audit.record_replay(text, bigint, text);

commit;

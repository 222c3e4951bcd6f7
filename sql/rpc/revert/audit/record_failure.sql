-- Revert florin:audit/record_failure from pg

begin;

drop function audit.record_failure(text, text, integer);

commit;

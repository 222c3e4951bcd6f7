-- Revert florin:audit/retry_delay from pg

begin;

drop function audit.retry_delay(integer);

commit;

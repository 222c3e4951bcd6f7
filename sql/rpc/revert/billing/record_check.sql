-- Revert florin:billing/record_check from pg

begin;

drop function billing.record_check(uuid, text, timestamptz, text, bigint, bigint, bigint[]);

commit;

-- Revert florin:api/record_check from pg

begin;

drop function api.record_check(uuid, text, timestamptz, text, bigint, bigint, bigint[]);

commit;

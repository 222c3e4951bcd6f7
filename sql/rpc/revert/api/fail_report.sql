-- Revert florin:api/fail_report from pg

begin;

drop function api.fail_report(uuid, bigint, text, boolean);

commit;

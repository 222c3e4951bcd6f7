-- Revert florin:billing/fail_report from pg

begin;

drop function billing.fail_report(uuid, bigint, text, boolean);

commit;

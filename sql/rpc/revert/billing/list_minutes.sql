-- Revert florin:billing/list_minutes from pg

begin;

drop function billing.list_minutes(billing.overage_checks);

commit;

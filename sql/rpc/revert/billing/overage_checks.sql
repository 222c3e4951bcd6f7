-- Revert florin:billing/overage_checks from pg

begin;

drop table billing.overage_checks;

commit;

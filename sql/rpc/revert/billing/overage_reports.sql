-- Revert florin:billing/overage_reports from pg

begin;

drop table billing.overage_reports;

commit;

-- Revert florin:billing/give_up_report from pg

begin;

drop function billing.give_up_report(billing.overage_reports);

commit;

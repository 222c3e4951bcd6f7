-- Revert florin:billing/report_window from pg

begin;

drop function billing.report_window();

commit;

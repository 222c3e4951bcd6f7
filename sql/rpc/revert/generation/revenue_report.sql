-- Revert florin:generation/revenue_report from pg

begin;

drop type generation.revenue_report;

commit;

-- Verify florin:generation/revenue_report on pg

begin;

select null::generation.revenue_report;

rollback;

-- Verify florin:generation/account_report on pg

begin;

select null::generation.account_report;

rollback;

-- Revert florin:generation/account_report from pg

begin;

drop type generation.account_report;

commit;

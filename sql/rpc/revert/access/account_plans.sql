-- Revert florin:access/account_plans from pg

begin;

drop table access.account_plans;

commit;

-- Revert florin:access/change_standings from pg

begin;

drop trigger account_plans_change_standings on access.account_plans;

drop function access.change_standings();

delete from access.standings;

commit;

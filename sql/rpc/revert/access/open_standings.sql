-- Revert florin:access/open_standings from pg

begin;

drop trigger account_plans_open_standings on access.account_plans;
drop trigger members_open_standings on access.members;

drop function access.open_standings();

commit;

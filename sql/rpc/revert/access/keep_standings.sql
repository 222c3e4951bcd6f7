-- Revert florin:access/keep_standings from pg

begin;

drop trigger account_plans_change_standings on access.account_plans;
drop trigger account_plans_open_standings on access.account_plans;
drop trigger members_open_standings on access.members;

alter table access.standings
drop constraint standings_plan_fkey,
drop constraint standings_member_fkey;

delete from access.standings;

commit;

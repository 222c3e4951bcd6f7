-- Revert florin:access/validate_standings from pg

begin;

alter table access.standings
drop constraint standings_member_fkey,
drop constraint standings_plan_fkey,
add constraint standings_member_fkey
foreign key (account_id, user_id)
references access.members (account_id, user_id) on delete cascade not valid,
add constraint standings_plan_fkey
foreign key (account_id) references access.account_plans (account_id) on delete cascade not valid;

commit;

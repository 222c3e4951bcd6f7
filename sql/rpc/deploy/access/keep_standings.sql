-- Deploy florin:access/keep_standings to pg
-- requires: access/open_standings
-- requires: access/change_standings

begin;

-- Triggers and rows together: creating a trigger waits for whoever is changing the table, and
-- keeps others from it until this is done, so that no membership and no plan is overlooked.
-- Reading goes on, and with it every begin.
create trigger members_open_standings
after insert or update of account_id, user_id on access.members
for each row execute function access.open_standings();

create trigger account_plans_open_standings
after insert or update of account_id on access.account_plans
for each row execute function access.open_standings();

-- A month that begins under the same version changes nothing.
create trigger account_plans_change_standings
after update of plan_version_id, usual_outputs on access.account_plans
for each row
when (
  (old.plan_version_id, old.usual_outputs) is distinct from
  (new.plan_version_id, new.usual_outputs)
)
execute function access.change_standings();

insert into access.standings (
  account_id, user_id, tiers, on_disconnect, max_open_generations, requests_per_minute,
  refuse_in_debt, usual_outputs
)
select
  m.account_id, m.user_id, n.tiers, n.on_disconnect, n.max_open_generations,
  n.requests_per_minute, n.refuse_in_debt, a.usual_outputs
from access.members as m
join access.account_plans as a on a.account_id = m.account_id
join catalog.plan_versions as n on n.id = a.plan_version_id;

-- Nobody stands anywhere for longer than they are a member, or than the account has a plan. After
-- the rows, and not valid: nobody waits for their check, which access/validate_standings has.
alter table access.standings
add constraint standings_member_fkey
foreign key (account_id, user_id)
references access.members (account_id, user_id) on delete cascade not valid,
add constraint standings_plan_fkey
foreign key (account_id) references access.account_plans (account_id) on delete cascade not valid;

commit;

-- Deploy florin:access/change_standings to pg
-- requires: access/open_standings

begin;

/*
 * Trigger: the standings of an account follow its plan.
 *
 * Locks   access.standings rows, after the account's access.account_plans row
 */
create function access.change_standings()
returns trigger
language plpgsql
volatile
-- Definer: whoever may change plans need not have rights on what is derived from them.
security definer
set search_path = ''
as $$
begin
  -- The row itself, not new: another trigger may have changed it since.
  update access.standings as s
  set
    tiers = n.tiers,
    on_disconnect = n.on_disconnect,
    max_open_generations = n.max_open_generations,
    requests_per_minute = n.requests_per_minute,
    refuse_in_debt = n.refuse_in_debt,
    usual_outputs = a.usual_outputs
  from access.account_plans as a
  join catalog.plan_versions as n on n.id = a.plan_version_id
  where a.account_id = new.account_id
    and s.account_id = new.account_id;

  return null;
end;
$$;

revoke all on function access.change_standings() from public;
comment on function access.change_standings is 'The standings of an account follow its plan.';

-- A month that begins under the same version changes nothing.
create trigger account_plans_change_standings
after update of plan_version_id, usual_outputs on access.account_plans
for each row
when (
  (old.plan_version_id, old.usual_outputs) is distinct from
  (new.plan_version_id, new.usual_outputs)
)
execute function access.change_standings();

-- Those that are there already. Whoever was at work when the triggers came has ended by now, since
-- creating one waits for them; whoever joins from now on derives their own. Nobody leaves
-- meanwhile, or there would be a standing without a member. Reading goes on.
lock table access.members in share row exclusive mode;

insert into access.standings (
  account_id, user_id, tiers, on_disconnect, max_open_generations, requests_per_minute,
  refuse_in_debt, usual_outputs
)
select
  m.account_id, m.user_id, n.tiers, n.on_disconnect, n.max_open_generations,
  n.requests_per_minute, n.refuse_in_debt, a.usual_outputs
from access.members as m
join access.account_plans as a on a.account_id = m.account_id
join catalog.plan_versions as n on n.id = a.plan_version_id
-- One of a member who joined since the first trigger; its plan may have changed before the second.
on conflict (account_id, user_id) do update
set
  tiers = excluded.tiers,
  on_disconnect = excluded.on_disconnect,
  max_open_generations = excluded.max_open_generations,
  requests_per_minute = excluded.requests_per_minute,
  refuse_in_debt = excluded.refuse_in_debt,
  usual_outputs = excluded.usual_outputs;

commit;

-- Deploy florin:access/change_standings to pg
-- requires: access/standings

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

commit;

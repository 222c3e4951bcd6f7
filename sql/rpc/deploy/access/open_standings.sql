-- Deploy florin:access/open_standings to pg
-- requires: access/standings

begin;

/*
 * Trigger: derives the standing of a new member, or those of all members where an account gets its
 * plan. They end by themselves, with the membership.
 *
 * A new member waits for who changes the plan, and who changes it waits for the member: whichever
 * comes second sees the other. Two statements, since a row that was waited for is looked up anew,
 * but not what was joined to it.
 *
 * Locks   access.account_plans row for a member; ledger.accounts row, which every new member looks
 *         up before, for a plan
 */
create function access.open_standings()
returns trigger
language plpgsql
volatile
-- Definer: whoever may add members or plans need not have rights on what is derived from them.
security definer
set search_path = ''
as $$
declare
  -- None in a plan.
  v_user_id uuid := (to_jsonb(new) ->> 'user_id')::uuid;
begin
  if v_user_id is not null then
    perform from access.account_plans where account_id = new.account_id for share;
  else
    perform from ledger.accounts where id = new.account_id for update;
  end if;

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
  where m.account_id = new.account_id
    and m.user_id = coalesce(v_user_id, m.user_id)
  -- Who is leaving is waited for, and then has none.
  for key share of m
  on conflict do nothing;

  return null;
end;
$$;

revoke all on function access.open_standings() from public;
comment on function access.open_standings is 'Derives standings of new members and new plans.';

commit;

-- Deploy florin:access/close_account to pg
-- requires: access/members
-- requires: access/account_plans
-- requires: access/closures
-- requires: access/departures
-- requires: access/merges
-- requires: ledger/refresh_account
-- requires: ledger/write_off
-- requires: generation/scrub
-- requires: generation/scrub_jobs
-- requires: generation/cancel_jobs

begin;

/*
 * Closes an account: nothing new begins, what runs is still charged from what it holds (jobs are
 * canceled where they can be), all other credits lapse, nobody acts for it any more, and what leads
 * to a person goes. The book stays. Its plan's period never ends, so that none begins. Running it
 * again finishes what was left.
 *
 * The members' keys, profiles and preferences go with their memberships. Devices and their trials
 * stay: they name no person, and a trial must not begin anew.
 *
 * Raises  FLACC unknown account
 * Locks   ledger.accounts row, before anything else is read
 */
create function access.close_account(p_account_id uuid, p_limit integer)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform ledger.refresh_account(p_account_id);
  update ledger.accounts
  set status = 'closed'
  where id = p_account_id and status <> 'closed';
  -- First: what they give back lapses with the rest.
  perform generation.cancel_jobs(p_account_id, p_limit);
  perform ledger.write_off(p_account_id);

  update access.account_plans
  set period_end = 'infinity', next_plan_id = null
  where account_id = p_account_id and period_end <> 'infinity';

  insert into access.closures (account_id, user_id)
  select m.account_id, m.user_id
  from access.members as m
  where m.account_id = p_account_id and m.is_personal
  on conflict do nothing;
  delete from access.members where account_id = p_account_id;

  -- Accounts that were merged into this one have a history too: the worker sees to it.
  insert into access.departures (account_id)
  select m.account_id
  from access.merges as m
  where m.into_account_id = p_account_id and m.user_id is not null
  on conflict (account_id) do update set due_at = now();
  update access.merges
  set user_id = null
  where into_account_id = p_account_id and user_id is not null;

  perform generation.scrub(p_account_id, p_limit);
  perform generation.scrub_jobs(p_account_id, p_limit);
end;
$$;

revoke all on function access.close_account(uuid, integer) from public;
comment on function access.close_account is 'Closes an account and forgets its people.';

commit;

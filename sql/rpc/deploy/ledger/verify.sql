-- Deploy florin:ledger/verify to pg
-- requires: ledger/verify_accounts
-- requires: ledger/verify_rows
-- requires: generation/verify_jobs

begin;

/*
 * Every invariant of the ledger, for one account or all. Empty means that all is well. Safe at
 * any time: one statement sees one snapshot.
 */
create function ledger.verify(p_account_id uuid default null)
returns setof ledger.violation
language sql
stable
set search_path = ''
as $$
  select * from ledger.verify_accounts(p_account_id)
  union all
  select * from ledger.verify_rows(p_account_id)
  union all
  select * from generation.verify_jobs(p_account_id);
$$;

revoke all on function ledger.verify(uuid) from public;
grant execute on function ledger.verify(uuid) to service_role;
grant execute on function ledger.verify_accounts(uuid) to service_role;
grant execute on function ledger.verify_rows(uuid) to service_role;
grant execute on function generation.verify_jobs(uuid) to service_role;
grant select on ledger.accounts, ledger.buckets, ledger.holds, ledger.open_holds, ledger.entries,
  generation.generations
to service_role;
grant select (account_id, id, status, quantity, rate, hold, delivered, charged, finished_at)
on generation.jobs
to service_role;
comment on function ledger.verify is 'Broken invariants; empty means that all is well.';

commit;

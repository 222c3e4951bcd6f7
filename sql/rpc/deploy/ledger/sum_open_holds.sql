-- Deploy florin:ledger/sum_open_holds to pg
-- requires: ledger/accounts
-- requires: ledger/holds
-- requires: generation/generations
-- requires: generation/jobs

begin;

/*
 * What an account's open holds placed before p_before come to, µc. Generations under way have no
 * index of their own, since that would have to be written when they end: they are the newest of the
 * account's, and as many as its row counts. Jobs are not in that count, and hold what their
 * generation does.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function ledger.sum_open_holds(p_account_id uuid, p_before timestamptz)
returns bigint
language sql
stable
set search_path = ''
as $$
  select coalesce(sum(o.amount), 0)::bigint
  from (
    select h.amount, h.created_at
    from ledger.holds as h
    where h.account_id = p_account_id
      and h.closed_at is null
    union all
    (
      select g.hold, g.created_at
      from generation.generations as g
      where g.account_id = p_account_id
        and g.finished_at is null
        and g.api is distinct from 'jobs'
      order by g.created_at desc
      limit (select a.open_generations from ledger.accounts as a where a.id = p_account_id)
    )
    union all
    select j.hold, j.created_at
    from generation.jobs as j
    where j.account_id = p_account_id
      and j.finished_at is null
  ) as o
  where o.created_at < p_before;
$$;

revoke all on function ledger.sum_open_holds(uuid, timestamptz) from public;
comment on function ledger.sum_open_holds is 'What open holds placed before a time come to.';

commit;

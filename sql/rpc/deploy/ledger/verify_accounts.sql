-- Deploy florin:ledger/verify_accounts to pg
-- requires: ledger/verify_accounts@v0.1.0
-- requires: ledger/violation
-- requires: ledger/bucket_rests
-- requires: ledger/open_holds
-- requires: ledger/entries

begin;

/*
 * Compares every account with its entries, buckets and holds. One pass over each table.
 */
create or replace function ledger.verify_accounts(p_account_id uuid default null)
returns setof ledger.violation
language sql
stable
set search_path = ''
as $$
  with
  sums as (
    select
      a.*,
      coalesce(e.amount, 0) as entries_sum,
      coalesce(e.entries, 0) as entries_count,
      coalesce(e.first, 1) as entries_first,
      coalesce(e.last, 0) as entries_last,
      coalesce(b.remaining, 0) as buckets_sum,
      b.due_at,
      coalesce(b.overfull, false) as overfull,
      a.burning_rest is not null and not exists (
        select
        from ledger.buckets as k
        where k.account_id = a.id
          and k.id = a.burning_bucket_id
          and k.activated_at is not null
          and a.burning_rest between 1 and k.remaining
      ) as misplaced,
      coalesce(h.amount, 0) as holds_sum,
      coalesce(h.generations, 0) as generations_count
    from ledger.accounts as a
    left join (
      select
        account_id, sum(amount) as amount, count(*) as entries, min(version) as first,
        max(version) as last
      from ledger.entries
      where p_account_id is null or account_id = p_account_id
      group by account_id
    ) as e on e.account_id = a.id
    left join (
      select
        account_id,
        sum(remaining) filter (where activated_at is not null) as remaining,
        min(case when activated_at is null then effective_at else expires_at end)
          filter (where remaining > 0 or (activated_at is null and clawed < granted)) as due_at,
        bool_or(greatest(remaining + lapsed, clawed) > granted) as overfull
      from ledger.bucket_rests
      where p_account_id is null or account_id = p_account_id
      group by account_id
    ) as b on b.account_id = a.id
    left join (
      select
        account_id, sum(amount) as amount,
        count(*) filter (where is_generation) as generations
      from ledger.open_holds
      where p_account_id is null or account_id = p_account_id
      group by account_id
    ) as h on h.account_id = a.id
    where p_account_id is null or a.id = p_account_id
  )
  select s.id, c.violation, to_jsonb(s) - 'next_bucket_change_at' - 'created_at'
  from sums as s
  cross join lateral (
    values
      ('entries_do_not_sum_to_posted', s.entries_sum <> s.posted),
      ('buckets_less_debt_are_not_posted', s.buckets_sum - s.debt <> s.posted),
      ('bucket_holds_more_than_granted', s.overfull),
      ('burning_rest_is_not_of_its_bucket', s.misplaced),
      ('open_holds_do_not_sum_to_held', s.holds_sum <> s.held),
      ('open_generations_are_miscounted', s.generations_count <> s.open_generations),
      (
        'versions_have_gaps',
        s.entries_first <> 1 or s.entries_count <> s.version or s.entries_last <> s.version
      ),
      ('bucket_change_is_unplanned', s.due_at < coalesce(s.next_bucket_change_at, 'infinity'))
  ) as c (violation, holds)
  where c.holds;
$$;

revoke all on function ledger.verify_accounts(uuid) from public;
comment on function ledger.verify_accounts is 'Accounts that disagree with their own rows.';

commit;

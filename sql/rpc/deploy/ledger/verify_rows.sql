-- Deploy florin:ledger/verify_rows to pg
-- requires: ledger/violation
-- requires: ledger/holds
-- requires: ledger/entries

begin;

/*
 * Checks the chain of entries line by line, that no hold was captured twice or with another
 * amount than its entry says, that each hold is either open or closed, and that no row lacks its
 * account.
 */
create function ledger.verify_rows(p_account_id uuid default null)
returns setof ledger.violation
language sql
stable
set search_path = ''
as $$
  with
  entries as (
    select
      e.*,
      sum(e.amount) over (partition by e.account_id order by e.version) as running
    from ledger.entries as e
    where p_account_id is null or e.account_id = p_account_id
  ),
  captures as (
    select account_id, hold_id, count(*) as times, -sum(amount) as amount
    from entries
    where kind = 'settle'
    group by account_id, hold_id
  )
  select e.account_id, 'posted_after_is_wrong', to_jsonb(e)
  from entries as e
  where e.running <> e.posted_after
  union all
  select coalesce(h.account_id, c.account_id), 'hold_and_its_entry_differ',
    jsonb_build_object('hold', to_jsonb(h), 'entry', to_jsonb(c))
  from captures as c
  full join (
    select * from ledger.holds
    where status = 'settled' and settled > 0
      and (p_account_id is null or account_id = p_account_id)
  ) as h on h.account_id = c.account_id and h.id = c.hold_id
  where c.times is distinct from 1 or h.settled is distinct from c.amount
  union all
  -- The sweepers would pass it over for ever, or trip over it every time.
  select h.account_id, 'hold_is_half_closed', to_jsonb(h)
  from ledger.holds as h
  where (h.status = 'open') <> (h.closed_at is null)
    and (p_account_id is null or h.account_id = p_account_id)
  union all
  select o.account_id, 'row_has_no_account', jsonb_build_object('from', o.origin)
  from (
    select account_id, 'entries' as origin from entries
    union
    select account_id, 'holds' from ledger.holds
    where p_account_id is null or account_id = p_account_id
  ) as o
  where not exists (select from ledger.accounts as a where a.id = o.account_id);
$$;

revoke all on function ledger.verify_rows(uuid) from public;
comment on function ledger.verify_rows is 'Entries and holds that contradict each other.';

commit;

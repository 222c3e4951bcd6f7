-- Deploy florin:ledger/verify_rows to pg
-- requires: ledger/violation
-- requires: ledger/open_holds
-- requires: ledger/entries

begin;

/*
 * Checks the chain of entries line by line, that nothing was settled twice or for another amount
 * than its hold or generation says, that each hold and generation is either open or closed, and
 * that no row lacks its account. Of an archived generation only the entries are left.
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
  settlements as (
    select
      account_id, hold_id, count(*) filter (where kind = 'settle') as times,
      -sum(amount) as amount, -sum(amount) filter (where kind = 'settle') as settled
    from entries
    where kind in ('settle', 'late_settle')
    group by account_id, hold_id
  ),
  reversals as (
    select account_id, ref, amount
    from entries
    where kind = 'grant' and ref like 'reversal:generation:%'
  ),
  works as (
    select h.account_id, h.id, false as is_generation,
      case when h.status = 'settled' then h.settled end as settled,
      (h.status = 'open') = (h.closed_at is null) as is_whole,
      to_jsonb(h) as work
    from ledger.holds as h
    where p_account_id is null or h.account_id = p_account_id
    union all
    select g.account_id, g.id, true, g.charged + coalesce(r.amount, 0),
      (g.status = 'running') = (g.finished_at is null), to_jsonb(g) - 'attempts'
    from generation.generations as g
    left join reversals as r
      on r.account_id = g.account_id and r.ref = 'reversal:generation:' || g.id
    where p_account_id is null or g.account_id = p_account_id
  )
  select e.account_id, 'posted_after_is_wrong', to_jsonb(e)
  from entries as e
  where e.running <> e.posted_after
  union all
  select c.account_id, 'hold_was_settled_twice', to_jsonb(c)
  from settlements as c
  where c.times > 1
  union all
  select w.account_id, 'hold_and_its_entry_differ',
    jsonb_build_object('hold', w.work, 'entry', to_jsonb(c))
  from works as w
  left join settlements as c on c.account_id = w.account_id and c.hold_id = w.id
  -- A generation's row has what late corrections charged and gave back as well.
  where coalesce(w.settled, 0)
      <> coalesce(case when w.is_generation then c.amount else c.settled end, 0)
  union all
  -- The sweepers would pass it over for ever, or trip over it every time.
  select w.account_id, 'hold_is_half_closed', w.work
  from works as w
  where not w.is_whole
  union all
  select o.account_id, 'row_has_no_account', jsonb_build_object('from', o.origin)
  from (
    select account_id, 'entries' as origin from entries
    union
    select account_id, 'holds' from works
  ) as o
  where not exists (select from ledger.accounts as a where a.id = o.account_id);
$$;

revoke all on function ledger.verify_rows(uuid) from public;
comment on function ledger.verify_rows is 'Entries and holds that contradict each other.';

commit;

-- Deploy florin:ledger/settle_hold to pg
-- requires: ledger/settlement
-- requires: ledger/burn_charge
-- requires: ledger/settle_rest
-- requires: ledger/refuse_amount

begin;

/*
 * Charges what the work really cost and frees the rest of its hold, once. More than was held is
 * charged as far as available credits reach; what they cannot cover is our loss, not debt.
 *
 * Raises  FLAMT negative amount · FLHLD no such open hold
 * Locks   ledger.holds row, then ledger.accounts row
 */
create function ledger.settle_hold(
  p_account_id uuid,
  p_hold_id uuid,
  p_amount ledger.microcredits,
  p_ref text,
  p_usage_source ledger.usage_source
)
returns ledger.settlement
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_settled ledger.settlement;
  v_authorised_at timestamptz;
  v_is_burnt boolean;
begin
  if p_amount is null or p_amount < 0 then
    perform ledger.refuse_amount(p_amount, 'a charge is not negative');
  end if;

  -- Nearly always the work cost no more than was held, and the bucket that is next covers it with
  -- something left: then one statement does it all, since starting one costs as much as a write.
  with closed as (
    update ledger.holds
    set status = 'settled', settled = p_amount, closed_at = now()
    where account_id = p_account_id
      and id = p_hold_id
      and status = 'open'
      and amount >= p_amount
      and p_amount > 0
    returning *
  ), charged as (
    update ledger.accounts as a
    set
      posted = a.posted - p_amount,
      held = a.held - c.amount,
      open_holds = a.open_holds - 1,
      version = a.version + 1
    from closed as c
    where a.id = p_account_id
    returning a.*
  ), burnt as (
    update ledger.buckets as b
    set remaining = b.remaining - p_amount
    from charged as a
    where b.account_id = p_account_id
      and b.id = a.burning_bucket_id
      and b.remaining > p_amount
      and coalesce(a.next_bucket_change_at > now(), true)
    returning b.id
  ), written as (
    insert into ledger.entries (
      account_id, version, amount, posted_after, kind, contra, hold_id, ref, usage_source
    )
    select
      p_account_id, a.version, -p_amount, a.posted, 'settle', 'revenue', p_hold_id, p_ref,
      p_usage_source
    from charged as a
  )
  select
    p_amount, 0, c.amount - p_amount, a.posted, a.posted - a.held + a.overdraft_limit, a.version,
    c.created_at, exists (select from burnt)
  into
    v_settled.charged, v_settled.uncollected, v_settled.released, v_settled.posted,
    v_settled.available, v_settled.version, v_authorised_at, v_is_burnt
  from closed as c
  cross join charged as a;

  if not found then
    return ledger.settle_rest(p_account_id, p_hold_id, p_amount, p_ref, p_usage_source);
  end if;
  if not v_is_burnt then
    perform ledger.burn_charge(p_account_id, p_amount, v_authorised_at);
  end if;

  return v_settled;
end;
$$;

revoke all on function ledger.settle_hold(
  uuid, uuid, ledger.microcredits, text, ledger.usage_source
) from public;
comment on function ledger.settle_hold is 'Charges a hold''s real cost and frees the rest, once.';

commit;

-- Deploy florin:ledger/roll_over to pg
-- requires: ledger/grant_credits

begin;

/*
 * Grants anew what lapsed unspent of the plan's credits at p_lapsed_at, at most p_cap of it.
 * Credits that lapsed but are kept for open holds go along where the cap leaves room: those holds
 * are paid out of the new bucket then, and what they do not need is not lost.
 * Returns what went on.
 *
 * Raises  FLACC closed account · FLGRT other amount for the ref
 * Locks   nothing: the caller holds the account's row and has refreshed it
 */
create function ledger.roll_over(
  p_account_id uuid,
  p_lapsed_at timestamptz,
  p_cap ledger.microcredits,
  p_ref text,
  p_expires_at timestamptz
)
returns ledger.microcredits
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_lapsed bigint;
  v_amount bigint;
  v_left bigint;
  v_bucket ledger.buckets;
  v_take bigint;
begin
  select
    coalesce(sum(b.lapsed), 0),
    least(coalesce(sum(b.lapsed + b.remaining), 0), p_cap)
  into v_lapsed, v_amount
  from ledger.buckets as b
  where b.account_id = p_account_id
    and b.source = 'plan'
    and b.expires_at = p_lapsed_at;
  if v_amount = 0 then
    return 0;
  end if;

  v_left := v_amount - v_lapsed;
  for v_bucket in
    select *
    from ledger.buckets as b
    where b.account_id = p_account_id
      and b.source = 'plan'
      and b.expires_at = p_lapsed_at
      and b.remaining > 0
    order by b.id
  loop
    exit when v_left <= 0;
    v_take := least(v_bucket.remaining, v_left);
    v_left := v_left - v_take;
    perform ledger.post_entry(
      p_account_id, -v_take, 'expire', 'expired', v_bucket.source || ':' || v_bucket.source_ref
    );
    update ledger.buckets
    set
      remaining = remaining - v_take,
      lapsed = lapsed + v_take
    where account_id = p_account_id
      and id = v_bucket.id;
  end loop;

  perform ledger.grant_credits(
    p_account_id, 'plan', p_ref, v_amount, p_expires_at => p_expires_at
  );

  return v_amount;
end;
$$;

revoke all on function ledger.roll_over(
  uuid, timestamptz, ledger.microcredits, text, timestamptz
) from public;
comment on function ledger.roll_over is 'Grants anew what lapsed unspent of a plan''s credits.';

commit;

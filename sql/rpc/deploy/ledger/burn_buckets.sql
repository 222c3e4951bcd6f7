-- Deploy florin:ledger/burn_buckets to pg
-- requires: ledger/buckets

begin;

/*
 * Takes an amount out of the account's buckets in burn order and returns what they could not
 * cover. Credits that were valid when the work was authorised pay for it even if they lapsed
 * meanwhile, and pay first: nothing new can use them any more. Among themselves the soonest lapsed
 * pay first, which the fewest other holds can use.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function ledger.burn_buckets(
  p_account_id uuid,
  p_amount ledger.microcredits,
  p_authorised_at timestamptz
)
returns ledger.microcredits
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_left bigint := p_amount;
  v_bucket record;
begin
  while v_left > 0 loop
    select b.id, b.remaining into v_bucket
    from ledger.buckets as b
    where b.account_id = p_account_id
      and b.remaining > 0
      and (b.expires_at is null or b.expires_at > p_authorised_at)
    order by
      case when b.expires_at <= now() then b.expires_at end nulls last,
      b.priority, b.expires_at nulls last, b.id
    limit 1;
    exit when not found;

    update ledger.buckets
    set remaining = remaining - least(v_bucket.remaining, v_left)
    where account_id = p_account_id
      and id = v_bucket.id;

    v_left := v_left - least(v_bucket.remaining, v_left);
  end loop;

  return v_left;
end;
$$;

revoke all on function ledger.burn_buckets(uuid, ledger.microcredits, timestamptz) from public;
comment on function ledger.burn_buckets is 'Takes credits out of buckets in burn order.';

commit;

-- Deploy florin:ledger/lapse_bucket to pg
-- requires: ledger/post_entry
-- requires: ledger/sum_open_holds

begin;

/*
 * Expires what is left of a lapsed bucket, except what holds placed before it lapsed may still
 * need: those were promised. p_promised is what earlier lapsed buckets keep already; p_held, since
 * p_held_since, is a hold that is being settled.
 * Returns what this bucket keeps.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function ledger.lapse_bucket(
  p_account_id uuid,
  p_bucket_id bigint,
  p_promised ledger.microcredits,
  p_held ledger.microcredits,
  p_held_since timestamptz
)
returns ledger.microcredits
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
  v_keep bigint;
begin
  select * into strict v_bucket
  from ledger.buckets
  where account_id = p_account_id
    and id = p_bucket_id;

  v_keep := least(v_bucket.remaining, greatest(
    ledger.sum_open_holds(p_account_id, v_bucket.expires_at) - p_promised
    + case when p_held_since < v_bucket.expires_at then p_held else 0 end, 0
  ));

  if v_keep < v_bucket.remaining then
    perform ledger.post_entry(
      p_account_id, v_keep - v_bucket.remaining, 'expire', 'expired',
      v_bucket.source || ':' || v_bucket.source_ref
    );
    update ledger.buckets
    set
      remaining = v_keep,
      lapsed = lapsed + remaining - v_keep
    where account_id = p_account_id
      and id = p_bucket_id;
  end if;

  return v_keep;
end;
$$;

revoke all on function ledger.lapse_bucket(
  uuid, bigint, ledger.microcredits, ledger.microcredits, timestamptz
) from public;
comment on function ledger.lapse_bucket is 'Expires what is left of a lapsed bucket.';

commit;

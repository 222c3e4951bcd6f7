-- Deploy florin:ledger/forfeit_bucket to pg
-- requires: ledger/activate_bucket

begin;

/*
 * Lapses a bucket before its time, whatever its expiry says, except p_keep of it; one that is
 * pending is posted first. What lapsed is noted on the bucket, so that a refund that comes later
 * finds it gone and makes no debt of it.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function ledger.forfeit_bucket(
  p_account_id uuid,
  p_bucket_id bigint,
  p_keep ledger.microcredits default 0
)
returns ledger.buckets
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
  v_lapsed bigint;
begin
  select * into strict v_bucket
  from ledger.buckets
  where account_id = p_account_id
    and id = p_bucket_id;
  if v_bucket.activated_at is null and v_bucket.clawed < v_bucket.granted then
    v_bucket := ledger.activate_bucket(p_account_id, p_bucket_id);
  end if;

  v_lapsed := v_bucket.remaining - least(v_bucket.remaining, p_keep);
  if v_lapsed = 0 then
    return v_bucket;
  end if;

  perform ledger.post_entry(
    p_account_id, -v_lapsed, 'expire', 'expired', v_bucket.source || ':' || v_bucket.source_ref
  );
  update ledger.buckets
  set
    remaining = remaining - v_lapsed,
    lapsed = lapsed + v_lapsed
  where account_id = p_account_id
    and id = p_bucket_id
  returning * into strict v_bucket;

  return v_bucket;
end;
$$;

revoke all on function ledger.forfeit_bucket(uuid, bigint, ledger.microcredits) from public;
comment on function ledger.forfeit_bucket is 'Lapses a bucket before its time.';

commit;

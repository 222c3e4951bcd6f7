-- Deploy florin:ledger/part_bucket to pg
-- requires: ledger/move_bucket
-- requires: ledger/plan_bucket_change

begin;

/*
 * Moves what is left of a bucket to another account. What was spent stays, as a bucket of that size
 * with nothing in it, so that a refund finds each part where it is. Returns the credits spent, that
 * is the size of what stays; 0: nothing does.
 *
 * Locks   nothing: the caller holds both accounts' rows, refreshed
 */
create function ledger.part_bucket(
  p_account_id uuid,
  p_bucket_id bigint,
  p_into_account_id uuid,
  out o_spent bigint,
  out o_clawed bigint,
  out o_bucket_id bigint
)
returns record
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
begin
  select * into strict v_bucket
  from ledger.buckets
  where account_id = p_account_id and id = p_bucket_id;
  o_clawed := v_bucket.clawed_elsewhere;
  o_spent := 0;
  if v_bucket.activated_at is not null then
    o_spent := v_bucket.granted - v_bucket.remaining - v_bucket.lapsed
      - (v_bucket.clawed - v_bucket.clawed_elsewhere);
  end if;
  perform ledger.move_bucket(p_account_id, p_bucket_id, p_into_account_id);

  if o_spent > 0 then
    update ledger.buckets
    set granted = granted - o_spent, clawed = clawed - o_clawed, clawed_elsewhere = 0
    where account_id = p_into_account_id and id = p_bucket_id;
    insert into ledger.buckets (
      account_id, source, source_ref, granted, remaining, clawed, clawed_elsewhere,
      clawback_refs, priority, effective_at, expires_at, activated_at
    )
    values (
      p_account_id, v_bucket.source, v_bucket.source_ref, o_spent, 0, o_clawed, o_clawed,
      v_bucket.clawback_refs, v_bucket.priority, v_bucket.effective_at, v_bucket.expires_at,
      v_bucket.activated_at
    )
    returning id into strict o_bucket_id;
  end if;
  perform ledger.plan_bucket_change(p_account_id);
  perform ledger.plan_bucket_change(p_into_account_id);
end;
$$;

revoke all on function ledger.part_bucket(uuid, bigint, uuid) from public;
comment on function ledger.part_bucket is 'Moves what is left of a bucket.';

commit;

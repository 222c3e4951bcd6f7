-- Deploy florin:billing/measure_rollover to pg
-- requires: ledger/buckets
-- requires: ledger/forfeit_bucket

begin;

/*
 * How much of these ended buckets goes on: what lapsed, up to a cap. Credits that lapsed but are
 * kept for open holds go along where the cap leaves room: those holds are paid out of the new
 * bucket then.
 *
 * Locks   nothing: the caller holds the account's row, refreshed
 */
create function billing.measure_rollover(
  p_account_id uuid,
  p_bucket_ids bigint[],
  p_cap ledger.unsigned_microcredits
)
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
  v_total bigint := 0;
  v_more bigint;
begin
  for v_bucket in
    select *
    from ledger.buckets as b
    where b.account_id = p_account_id
      and b.id = any(p_bucket_ids)
      and b.expires_at <= now()
    order by b.expires_at, b.id
  loop
    v_total := v_total + v_bucket.lapsed;
    v_more := least(v_bucket.remaining, greatest(p_cap - v_total, 0));
    if v_more > 0 then
      perform ledger.forfeit_bucket(p_account_id, v_bucket.id, v_bucket.remaining - v_more);
      v_total := v_total + v_more;
    end if;
  end loop;
  return least(v_total, p_cap);
end;
$$;

revoke all on function billing.measure_rollover(
  uuid, bigint[], ledger.unsigned_microcredits
) from public;
comment on function billing.measure_rollover is 'How much of ended buckets goes on.';

commit;

-- Deploy florin:billing/apply_rollovers to pg
-- requires: billing/list_rollovers
-- requires: billing/measure_rollover
-- requires: ledger/grant_credits
-- requires: ledger/resize_bucket
-- requires: ledger/refresh_account

begin;

/*
 * Lets what lapsed of one period go on into the next that is paid, and corrects what went on where
 * a period came late or was refunded since. From the oldest on: what went on may go on again.
 *
 * Locks   nothing: the caller holds the account's row, refreshed
 */
create function billing.apply_rollovers(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket_id bigint;
  v_next record;
  v_amount bigint;
  v_ref text;
  v_bucket ledger.buckets;
begin
  for v_bucket_id in
    select r.bucket_id from billing.list_rollovers(p_account_id) as r
  loop
    -- Anew for each: the one before may have made its bucket.
    select * into strict v_next
    from billing.list_rollovers(p_account_id) as r
    where r.bucket_id = v_bucket_id;
    v_amount := billing.measure_rollover(p_account_id, v_next.from_bucket_ids, v_next.cap);
    continue when v_amount = 0 and v_next.rollover_bucket_id is null;

    if v_next.rollover_bucket_id is null then
      select 'rollover:' || b.source_ref into strict v_ref
      from ledger.buckets as b
      where b.account_id = p_account_id and b.id = v_bucket_id;
      v_bucket := ledger.grant_credits(
        p_account_id, 'plan', v_ref, v_amount, p_expires_at => v_next.period_end
      );
      v_next.rollover_bucket_id := v_bucket.id;
      perform ledger.refresh_account(p_account_id);
    else
      select * into strict v_bucket
      from ledger.buckets
      where account_id = p_account_id and id = v_next.rollover_bucket_id;
      perform ledger.resize_bucket(p_account_id, v_bucket.id, v_amount);
    end if;
    update billing.grants
    set rollover_bucket_id = v_next.rollover_bucket_id, rolled_over = v_amount
    where (account_id, bucket_id) = (p_account_id, v_bucket_id);
  end loop;
end;
$$;

revoke all on function billing.apply_rollovers(uuid) from public;
comment on function billing.apply_rollovers is 'Lets what lapsed go on into the next period.';

commit;

-- Deploy florin:ledger/resize_bucket to pg
-- requires: ledger/buckets
-- requires: ledger/claw_back
-- requires: ledger/post_entry
-- requires: ledger/plan_bucket_change
-- requires: ledger/tell_of_balance

begin;

/*
 * Makes a grant what it should have been: more is posted as a part of the same grant, debt first,
 * or has lapsed with it; less is taken back as ledger.claw_back does.
 *
 * Raises  FLAMT less than was clawed of it
 * Locks   nothing: the caller holds the account's row, refreshed
 */
create function ledger.resize_bucket(
  p_account_id uuid,
  p_bucket_id bigint,
  p_granted ledger.unsigned_microcredits
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
  v_more bigint;
  v_debt bigint;
  v_lapsed bigint := 0;
  v_in bigint := 0;
begin
  select * into strict v_bucket
  from ledger.buckets
  where account_id = p_account_id and id = p_bucket_id;
  v_more := p_granted - v_bucket.granted;

  if v_more < 0 then
    perform ledger.claw_back(
      p_account_id, v_bucket.source, v_bucket.source_ref, -v_more,
      v_bucket.source_ref || ':' || (cardinality(v_bucket.clawback_refs) + 1)
    );
    update ledger.buckets
    set
      granted = p_granted,
      clawed = v_bucket.clawed,
      clawed_elsewhere = v_bucket.clawed_elsewhere
    where account_id = p_account_id and id = p_bucket_id;
  elsif v_more > 0 then
    select debt into strict v_debt from ledger.accounts where id = p_account_id;
    if v_bucket.activated_at is not null and v_bucket.expires_at <= now() then
      v_lapsed := v_more;
    elsif v_bucket.activated_at is not null then
      v_in := v_more;
      perform ledger.post_entry(
        p_account_id, v_in, 'grant', 'issued',
        v_bucket.source || ':' || v_bucket.source_ref, -least(v_debt, v_in)
      );
      perform ledger.tell_of_balance(
        p_account_id, 'grant', v_in, v_bucket.source || ':' || v_bucket.source_ref
      );
    end if;
    update ledger.buckets
    set
      granted = p_granted,
      lapsed = lapsed + v_lapsed,
      remaining = remaining + v_in - least(v_debt, v_in)
    where account_id = p_account_id and id = p_bucket_id;
  end if;
  perform ledger.plan_bucket_change(p_account_id);
end;
$$;

revoke all on function ledger.resize_bucket(uuid, bigint, ledger.unsigned_microcredits) from public;
comment on function ledger.resize_bucket is 'Makes a grant larger or smaller.';

commit;

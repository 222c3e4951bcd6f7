-- Deploy florin:ledger/recredit to pg
-- requires: ledger/buckets
-- requires: ledger/post_entry
-- requires: ledger/grant_credits
-- requires: ledger/plan_bucket_change
-- requires: ledger/refuse_amount
-- requires: audit/emit

begin;

/*
 * Gives back what ledger.claw_back took, after a refund was reversed: first what was taken
 * elsewhere, then what was in the bucket. Debt is paid first. What the bucket had is in the bucket
 * again, or has lapsed as it would have; what came from elsewhere goes there too where it never
 * expires, else into a bucket of its own, since those credits did not lapse with this one.
 *
 * Raises  FLAMT not positive, or more than was clawed
 * Locks   nothing: the caller holds the account's row, refreshed
 */
create function ledger.recredit(p_account_id uuid, p_bucket_id bigint, p_amount ledger.microcredits)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
  v_elsewhere bigint;
  v_own bigint;
  v_ref text;
  v_debt bigint;
  v_version bigint;
  v_lapsed bigint := 0;
  v_in bigint := 0;
begin
  select * into strict v_bucket
  from ledger.buckets
  where account_id = p_account_id and id = p_bucket_id;
  if p_amount is null or p_amount <= 0 or p_amount > v_bucket.clawed then
    perform ledger.refuse_amount(p_amount, 'no more is given back than was clawed');
  end if;

  v_elsewhere := least(p_amount, v_bucket.clawed_elsewhere);
  v_own := p_amount - v_elsewhere;
  v_ref := v_bucket.source || ':' || v_bucket.source_ref;
  select debt, version into strict v_debt, v_version from ledger.accounts where id = p_account_id;

  if v_bucket.activated_at is not null and v_bucket.expires_at <= now() then
    v_lapsed := v_own;
  elsif v_bucket.activated_at is not null then
    v_in := v_own + case when v_bucket.expires_at is null then v_elsewhere else 0 end;
  end if;
  update ledger.buckets
  set
    clawed = clawed - p_amount,
    clawed_elsewhere = clawed_elsewhere - v_elsewhere,
    lapsed = lapsed + v_lapsed,
    remaining = remaining + v_in - least(v_debt, v_in)
  where account_id = p_account_id and id = p_bucket_id;
  if v_in > 0 then
    perform ledger.post_entry(
      p_account_id, v_in, 'clawback', 'clawback', v_ref, -least(v_debt, v_in)
    );
  end if;
  if v_elsewhere > 0 and v_bucket.expires_at is not null then
    perform ledger.grant_credits(
      p_account_id, 'reversal', v_ref || ':' || v_version, v_elsewhere
    );
  end if;
  perform ledger.plan_bucket_change(p_account_id);
  perform audit.emit(
    p_account_id,
    'refund_reversed',
    pg_catalog.jsonb_build_object(
      'source', v_bucket.source, 'source_ref', v_bucket.source_ref, 'amount', p_amount
    )
  );
end;
$$;

revoke all on function ledger.recredit(uuid, bigint, ledger.microcredits) from public;
comment on function ledger.recredit is 'Gives back what a reversed refund had taken.';

commit;

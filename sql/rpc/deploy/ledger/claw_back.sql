-- Deploy florin:ledger/claw_back to pg
-- requires: audit/emit
-- requires: ledger/draw_down
-- requires: ledger/plan_bucket_change
-- requires: ledger/refuse_account
-- requires: ledger/refuse_amount

begin;

/*
 * Takes back credits of one grant after its purchase was refunded: what is left in the grant's
 * own bucket, then what lapsed unspent (it is gone already), then other credits, and the rest
 * becomes debt. Never floored at zero: that would make spend-then-refund free. Idempotent by
 * p_ref. A pending grant just shrinks.
 *
 * Raises  FLACC unknown account · FLAMT not positive, or more than was granted and not yet clawed
 *         FLGNF no such grant
 * Locks   ledger.accounts row, before anything else is read
 */
create function ledger.claw_back(
  p_account_id uuid,
  p_source ledger.bucket_source,
  p_source_ref text,
  p_amount ledger.microcredits,
  p_ref text
)
returns ledger.accounts
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account ledger.accounts;
  v_bucket ledger.buckets;
  v_lapsed bigint;
begin
  -- Lapsed credits are gone before anything is taken back.
  v_account := ledger.refresh_account(p_account_id);
  select * into v_bucket
  from ledger.buckets
  where account_id = p_account_id and source = p_source and source_ref = p_source_ref;
  if not found then
    raise exception 'no grant % %', p_source, p_source_ref using
      errcode = 'FLGNF',
      detail = pg_catalog.json_build_object(
        'source', p_source, 'source_ref', p_source_ref
      )::text,
      hint = 'Claw back what was granted; the reference names the grant.';
  end if;
  if p_ref = any(v_bucket.clawback_refs) then
    return v_account;
  end if;
  if p_amount is null or p_amount <= 0 or p_amount > v_bucket.granted - v_bucket.clawed then
    perform ledger.refuse_amount(p_amount, 'a clawback is within what was granted');
  end if;

  v_lapsed := least(v_bucket.lapsed, greatest(p_amount - v_bucket.remaining, 0));
  update ledger.buckets
  set
    lapsed = lapsed - v_lapsed,
    clawed = clawed + p_amount,
    clawed_elsewhere = clawed_elsewhere + case
      when v_bucket.activated_at is null then 0
      else p_amount - v_lapsed - least(v_bucket.remaining, p_amount) end,
    clawback_refs = clawback_refs || p_ref
  where account_id = p_account_id and id = v_bucket.id;

  if v_bucket.activated_at is not null and p_amount > v_lapsed then
    v_account := ledger.draw_down(
      p_account_id, p_amount - v_lapsed, 'clawback', 'clawback', p_ref, v_bucket.id
    );
  end if;
  perform ledger.plan_bucket_change(p_account_id);
  perform audit.emit(
    p_account_id,
    'refunded',
    pg_catalog.jsonb_build_object(
      'source', p_source, 'source_ref', p_source_ref, 'amount', p_amount, 'ref', p_ref
    )
  );

  return v_account;
end;
$$;

revoke all on function ledger.claw_back(
  uuid, ledger.bucket_source, text, ledger.microcredits, text
) from public;
comment on function ledger.claw_back is 'Takes back a refunded grant''s credits.';

commit;

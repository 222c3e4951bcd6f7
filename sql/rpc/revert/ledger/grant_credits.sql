-- Revert florin:ledger/grant_credits from pg

begin;

/*
 * Puts credits into an account, as one bucket. Idempotent by (account, source, source_ref): the
 * same grant again returns the first bucket and changes nothing; the same reference with another
 * amount is refused, since one of the two is wrong. Credits that are not effective yet are posted
 * when their time comes.
 *
 * Raises  FLACC unknown account, or closed (our own reversal is owed there too)
 *         FLAMT bad amount · FLGRT other amount for the ref
 * Locks   ledger.accounts row, before anything else is read
 */
create or replace function ledger.grant_credits(
  p_account_id uuid,
  p_source ledger.bucket_source,
  p_source_ref text,
  p_amount ledger.microcredits,
  p_priority smallint default 100,
  p_effective_at timestamptz default now(),
  p_expires_at timestamptz default null
)
returns ledger.buckets
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_status ledger.account_status;
  v_bucket ledger.buckets;
begin
  if p_amount is null or p_amount <= 0 then
    perform ledger.refuse_amount(p_amount, 'a grant is positive');
  end if;

  select status into v_status from ledger.accounts where id = p_account_id for update;
  if v_status is null or (v_status = 'closed' and p_source <> 'reversal') then
    perform ledger.refuse_account(p_account_id, coalesce(v_status::text, 'unknown'));
  end if;

  insert into ledger.buckets (
    account_id, source, source_ref, granted, remaining, priority, effective_at, expires_at
  )
  values (
    p_account_id, p_source, p_source_ref, p_amount, 0, p_priority, p_effective_at, p_expires_at
  )
  on conflict (account_id, source, source_ref) do nothing
  returning * into v_bucket;

  if not found then
    return ledger.find_grant(p_account_id, p_source, p_source_ref, p_amount);
  end if;

  if v_bucket.effective_at <= now() then
    v_bucket := ledger.activate_bucket(p_account_id, v_bucket.id);
  end if;
  perform ledger.plan_bucket_change(p_account_id);
  perform audit.emit(
    p_account_id,
    'granted',
    pg_catalog.jsonb_build_object(
      'source', p_source, 'source_ref', p_source_ref, 'amount', p_amount
    )
  );

  return v_bucket;
end;
$$;

revoke all on function ledger.grant_credits(
  uuid, ledger.bucket_source, text, ledger.microcredits, smallint, timestamptz, timestamptz
) from public;
comment on function ledger.grant_credits is 'Puts credits into an account, once per reference.';

commit;

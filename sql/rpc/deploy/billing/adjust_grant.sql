-- Deploy florin:billing/adjust_grant to pg
-- requires: billing/grants
-- requires: ledger/claw_back
-- requires: ledger/recredit
-- requires: ledger/resize_bucket

begin;

/*
 * Makes a grant, and what was taken back of it, what they should be, by the difference.
 *
 * Locks   nothing: the caller holds the account's row, refreshed
 */
create function billing.adjust_grant(
  p_account_id uuid,
  p_grant billing.grants,
  p_granted ledger.microcredits,
  p_clawed ledger.microcredits
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
begin
  if p_granted <> p_grant.granted then
    if p_grant.clawed > 0 then
      perform ledger.recredit(p_account_id, p_grant.bucket_id, p_grant.clawed);
      p_grant.clawed := 0;
    end if;
    perform ledger.resize_bucket(p_account_id, p_grant.bucket_id, p_granted);
  end if;

  if p_clawed > p_grant.clawed then
    select * into strict v_bucket
    from ledger.buckets
    where account_id = p_account_id and id = p_grant.bucket_id;
    perform ledger.claw_back(
      p_account_id, v_bucket.source, v_bucket.source_ref, p_clawed - p_grant.clawed,
      v_bucket.source_ref || ':' || (cardinality(v_bucket.clawback_refs) + 1)
    );
  elsif p_clawed < p_grant.clawed then
    perform ledger.recredit(p_account_id, p_grant.bucket_id, p_grant.clawed - p_clawed);
  end if;

  update billing.grants
  set granted = p_granted, clawed = p_clawed
  where (account_id, bucket_id) = (p_account_id, p_grant.bucket_id);
end;
$$;

revoke all on function billing.adjust_grant(
  uuid, billing.grants, ledger.microcredits, ledger.microcredits
) from public;
comment on function billing.adjust_grant is 'Makes a grant what it should be.';

commit;

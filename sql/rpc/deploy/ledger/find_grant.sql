-- Deploy florin:ledger/find_grant to pg
-- requires: ledger/buckets
-- requires: ledger/refuse_grant

begin;

/*
 * Finds the bucket of an earlier grant and insists that it was the same grant.
 *
 * Raises  FLGRT the reference was granted with another amount
 */
create function ledger.find_grant(
  p_account_id uuid,
  p_source ledger.bucket_source,
  p_source_ref text,
  p_amount ledger.microcredits
)
returns ledger.buckets
language plpgsql
stable
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
begin
  select * into strict v_bucket
  from ledger.buckets
  where account_id = p_account_id
    and source = p_source
    and source_ref = p_source_ref;

  if v_bucket.granted <> p_amount then
    perform ledger.refuse_grant(p_source, p_source_ref, v_bucket.granted, p_amount);
  end if;

  return v_bucket;
end;
$$;

revoke all on function ledger.find_grant(uuid, ledger.bucket_source, text, ledger.microcredits)
from public;
comment on function ledger.find_grant is 'Finds an earlier grant and checks that it is the same.';

commit;

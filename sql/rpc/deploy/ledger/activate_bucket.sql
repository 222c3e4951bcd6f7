-- Deploy florin:ledger/activate_bucket to pg
-- requires: ledger/post_entry

begin;

/*
 * Posts a pending bucket's credits. Debt is paid first; the bucket keeps the rest.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function ledger.activate_bucket(p_account_id uuid, p_bucket_id bigint)
returns ledger.buckets
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
  v_debt bigint;
  v_posted bigint;
begin
  select * into strict v_bucket
  from ledger.buckets
  where account_id = p_account_id
    and id = p_bucket_id;
  select debt into strict v_debt from ledger.accounts where id = p_account_id;

  v_posted := v_bucket.granted - v_bucket.clawed;

  perform ledger.post_entry(
    p_account_id, v_posted, 'grant', 'issued',
    v_bucket.source || ':' || v_bucket.source_ref, -least(v_debt, v_posted)
  );

  update ledger.buckets
  set
    remaining = v_posted - least(v_debt, v_posted),
    activated_at = now()
  where account_id = p_account_id
    and id = p_bucket_id
  returning * into strict v_bucket;

  return v_bucket;
end;
$$;

revoke all on function ledger.activate_bucket(uuid, bigint) from public;
comment on function ledger.activate_bucket is 'Posts a pending bucket''s credits.';

commit;

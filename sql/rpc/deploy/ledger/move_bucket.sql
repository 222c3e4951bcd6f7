-- Deploy florin:ledger/move_bucket to pg
-- requires: ledger/post_entry
-- requires: ledger/buckets

begin;

/*
 * Moves a bucket to another account, with its history: a refund of its purchase then finds it
 * there. Debt of the other account is paid first. It keeps its reference, so that the same grant
 * made again there is known; one that is taken gets the old account's id behind it, not before it:
 * constraints on references go by their beginning. Returns the credits moved.
 *
 * Locks   nothing: the caller holds both accounts' rows
 */
create function ledger.move_bucket(
  p_account_id uuid,
  p_bucket_id bigint,
  p_into_account_id uuid
)
returns ledger.microcredits
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_bucket ledger.buckets;
  v_paid bigint;
  v_grant text;
begin
  select * into strict v_bucket
  from ledger.buckets
  where account_id = p_account_id
    and id = p_bucket_id;
  select least(debt, v_bucket.remaining) into strict v_paid
  from ledger.accounts
  where id = p_into_account_id;
  v_grant := v_bucket.source || ':' || v_bucket.source_ref;

  if v_bucket.remaining > 0 then
    perform ledger.post_entry(
      p_account_id, -v_bucket.remaining, 'transfer', 'transfer',
      'merge:' || p_into_account_id || ':' || v_grant
    );
    perform ledger.post_entry(
      p_into_account_id, v_bucket.remaining, 'transfer', 'transfer',
      'merge:' || p_account_id || ':' || v_grant, -v_paid
    );
  end if;

  update ledger.buckets
  set
    account_id = p_into_account_id,
    remaining = remaining - v_paid,
    source_ref = source_ref || case
      when exists (
        select
        from ledger.buckets as o
        where o.account_id = p_into_account_id
          and o.source = v_bucket.source
          and o.source_ref = v_bucket.source_ref
      ) then ':merge:' || p_account_id else '' end
  where account_id = p_account_id
    and id = p_bucket_id;

  return v_bucket.remaining;
end;
$$;

revoke all on function ledger.move_bucket(uuid, bigint, uuid) from public;
comment on function ledger.move_bucket is 'Moves a bucket to another account.';

commit;

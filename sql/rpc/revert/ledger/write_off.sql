-- Revert florin:ledger/write_off from pg

begin;

/*
 * Lapses all credits of an account except what its open holds reserve, pending ones included.
 * Running it again once the holds are closed lapses the rest.
 *
 * Locks   nothing: the caller holds the account's row, refreshed
 */
create or replace function ledger.write_off(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_keep bigint;
  v_id bigint;
begin
  select held into strict v_keep from ledger.accounts where id = p_account_id;

  -- In burn order: what the holds will take is what stays.
  for v_id in
    select b.id
    from ledger.buckets as b
    where b.account_id = p_account_id
      and (b.remaining > 0 or (b.activated_at is null and b.clawed < b.granted))
    order by
      b.activated_at is null,
      case when b.expires_at <= now() then b.expires_at end nulls last,
      b.priority, b.expires_at nulls last, b.id
  loop
    v_keep := v_keep - (ledger.forfeit_bucket(p_account_id, v_id, v_keep)).remaining;
  end loop;

  perform ledger.plan_bucket_change(p_account_id);
end;
$$;

revoke all on function ledger.write_off(uuid) from public;
comment on function ledger.write_off is 'Lapses all credits that no hold reserves.';

commit;

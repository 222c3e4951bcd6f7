-- Deploy florin:ledger/refresh_buckets to pg
-- requires: ledger/refresh_account

begin;

/*
 * Brings accounts whose buckets are behind the clock up to it, at most p_limit of them. Returns
 * how many changed; call again until it is less than the limit. Placing a hold does the same for
 * its own account, so this keeps balances of idle accounts true, not spending.
 *
 * Locks   ledger.accounts rows, skipping locked ones
 */
create function ledger.refresh_buckets(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_before ledger.accounts;
  v_after ledger.accounts;
  v_count integer := 0;
begin
  for v_before in
    select *
    from ledger.accounts as a
    where a.next_bucket_change_at <= now()
    order by a.next_bucket_change_at
    limit p_limit
    for update skip locked
  loop
    v_after := ledger.refresh_account(v_before.id);
    -- Lapsed credits that an open hold was promised stay for now, change nothing and do not count.
    v_count := v_count + (
      v_after.version > v_before.version
      or v_after.next_bucket_change_at is distinct from v_before.next_bucket_change_at
    )::integer;
  end loop;

  return v_count;
end;
$$;

revoke all on function ledger.refresh_buckets(integer) from public;
grant execute on function ledger.refresh_buckets(integer) to florin_worker;
comment on function ledger.refresh_buckets is 'Activates and expires buckets, in batches.';

commit;

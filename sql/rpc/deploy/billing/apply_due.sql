-- Deploy florin:billing/apply_due to pg
-- requires: billing/apply

begin;

/*
 * Applies accounts for which the time has come, at most p_limit of them. Returns how many; call
 * again until it is less than the limit. Several workers may run it at once.
 *
 * Locks   ledger.accounts and billing.due rows, skipping locked ones: who waits while holding the
 *         locks of a batch is half of a deadlock
 */
create function billing.apply_due(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_due uuid[];
  v_account_id uuid;
begin
  v_due := array(
    select d.account_id
    from billing.due as d
    join ledger.accounts as a on a.id = d.account_id
    where d.due_at <= now()
    order by d.due_at
    limit p_limit
    for update of a, d skip locked
  );
  for v_account_id in select unnest(v_due) order by 1 loop
    perform billing.apply(v_account_id);
  end loop;
  return cardinality(v_due);
end;
$$;

revoke all on function billing.apply_due(integer) from public;
grant execute on function billing.apply_due(integer) to florin_worker;
comment on function billing.apply_due is 'Applies what the clock changed, in batches.';

commit;

-- Deploy florin:billing/lock_names to pg
-- requires: base/schemas

begin;

/*
 * Waits for everybody who folds something that shares one of these names, until the transaction's
 * end. Called by kind in one order: customer, payment, transaction, chain; then nobody waits in a
 * circle.
 *
 * Locks   advisory locks of the names, in the order of their numbers
 */
create function billing.lock_names(
  p_provider text,
  p_environment text,
  p_kind text,
  p_names text[]
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_lock bigint;
begin
  for v_lock in
    select distinct pg_catalog.hashtextextended(
      pg_catalog.concat_ws(' ', 'billing', p_provider, p_environment, p_kind, n.name), 0
    ) as name
    from unnest(p_names) as n (name)
    where n.name is not null
    order by 1
  loop
    perform pg_catalog.pg_advisory_xact_lock(v_lock);
  end loop;
end;
$$;

revoke all on function billing.lock_names(text, text, text, text[]) from public;
comment on function billing.lock_names is 'Waits for those who fold the same.';

commit;

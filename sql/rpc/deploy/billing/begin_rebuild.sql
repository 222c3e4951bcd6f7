-- Deploy florin:billing/begin_rebuild to pg
-- requires: billing/apply
-- requires: billing/rebuild_rows
-- requires: billing/list_rebuilt
-- requires: billing/provider_events

begin;

/*
 * Begins a rebuild, in the transaction that billing.end_rebuild ends: brings every account up to
 * the clock, notes all there is, and empties the facts. Bindings and receipts stay. Events that
 * come meanwhile are stored, and folded afterwards. Returns how many events there are to fold.
 *
 * Locks   the lock that folding shares, until the transaction's end
 */
create function billing.begin_rebuild()
returns bigint
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_account_id uuid;
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('billing rebuild', 0));
  for v_account_id in
    select p.account_id from billing.purchases as p where p.account_id is not null
    union
    select s.account_id from billing.subscriptions as s where s.account_id is not null
    union
    select g.account_id from billing.grants as g
    order by 1
  loop
    perform billing.apply(v_account_id);
  end loop;

  delete from billing.rebuild_rows;
  insert into billing.rebuild_rows (origin, content)
  select r.origin, r.content from billing.list_rebuilt() as r;

  delete from billing.owners;
  delete from billing.payments;
  delete from billing.reversals;
  delete from billing.purchases;
  delete from billing.subscriptions;
  return (select count(*) from billing.provider_events as e where e.status = 'folded');
end;
$$;

revoke all on function billing.begin_rebuild() from public;
grant execute on function billing.begin_rebuild() to florin_worker;
comment on function billing.begin_rebuild is 'Empties what a rebuild makes anew.';

commit;

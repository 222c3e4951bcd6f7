-- Deploy florin:billing/list_rebuilt to pg
-- requires: billing/grants
-- requires: billing/owners
-- requires: billing/payments
-- requires: billing/reversals
-- requires: billing/purchases
-- requires: billing/subscriptions
-- requires: access/account_plans
-- requires: access/entitlements

begin;

/*
 * All that a rebuild must not change: the facts, and the accounts, plans, entitlements and receipts
 * that follow from them.
 */
create function billing.list_rebuilt()
returns table (origin text, content jsonb)
language sql
stable
set search_path = ''
as $$
  with
  accounts as (
    select g.account_id as id from billing.grants as g
    union
    select p.account_id from billing.purchases as p
    union
    select s.account_id from billing.subscriptions as s
  )
  select 'owners', to_jsonb(o) from billing.owners as o
  union all
  select 'payments', to_jsonb(y) from billing.payments as y
  union all
  select 'reversals', to_jsonb(r) from billing.reversals as r
  union all
  select 'purchases', to_jsonb(p) from billing.purchases as p
  union all
  select 'subscriptions', to_jsonb(s) from billing.subscriptions as s
  union all
  select 'grants', to_jsonb(g) from billing.grants as g
  union all
  select 'accounts', jsonb_build_object('id', a.id, 'version', a.version, 'posted', a.posted)
  from ledger.accounts as a
  join accounts as i on i.id = a.id
  union all
  -- When overage is sliced next is of the clock.
  select 'plans', to_jsonb(l) - 'slice_at'
  from access.account_plans as l
  join accounts as i on i.id = l.account_id
  union all
  select 'entitlements', to_jsonb(e)
  from access.entitlements as e
  join accounts as i on i.id = e.account_id
  where e.source = 'purchase';
$$;

revoke all on function billing.list_rebuilt() from public;
comment on function billing.list_rebuilt is 'All that a rebuild must not change.';

commit;

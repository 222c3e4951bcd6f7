-- Deploy florin:billing/fold_unmapped to pg
-- requires: billing/unmapped
-- requires: billing/due
-- requires: billing/purchases
-- requires: billing/subscriptions
-- requires: catalog/products
-- requires: access/merges

begin;

/*
 * Looks for products that were bought before they were mapped and are by now, at most p_limit of
 * them, and notes the accounts that bought them as due: billing.apply_due gives them what they are
 * owed. Returns how many products.
 *
 * Locks   billing.unmapped rows, skipping locked ones, then billing.due rows by account
 */
create function billing.fold_unmapped(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_mapped billing.unmapped[];
begin
  v_mapped := array(
    select u
    from billing.unmapped as u
    join catalog.products as c on (c.store, c.store_product_id) = (u.provider, u.product)
    limit p_limit
    for update of u skip locked
  );

  insert into billing.due as d (account_id, due_at)
  select distinct coalesce(m.into_account_id, b.account_id), now()
  from (
    select p.account_id
    from unnest(v_mapped) as u
    join billing.purchases as p on (p.provider, p.product) = (u.provider, u.product)
    union
    select s.account_id
    from unnest(v_mapped) as u
    join billing.subscriptions as s on (s.provider, s.product) = (u.provider, u.product)
  ) as b
  left join access.merges as m on m.account_id = b.account_id
  where b.account_id is not null
  order by 1
  on conflict (account_id) do update set due_at = least(d.due_at, excluded.due_at);

  delete from billing.unmapped as u
  using unnest(v_mapped) as d
  where (u.provider, u.product) = (d.provider, d.product);
  return cardinality(v_mapped);
end;
$$;

revoke all on function billing.fold_unmapped(integer) from public;
grant execute on function billing.fold_unmapped(integer) to florin_worker;
comment on function billing.fold_unmapped is 'Takes up purchases of products mapped since.';

commit;

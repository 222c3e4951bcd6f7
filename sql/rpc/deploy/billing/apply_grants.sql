-- Deploy florin:billing/apply_grants to pg
-- requires: billing/grant_purchase
-- requires: billing/environments
-- requires: billing/list_accounts

begin;

/*
 * Grants the account's purchases that were paid and not granted yet; where the sandbox has its own
 * policy, the allowance of that, once. One that was paid and is not any more is granted as well:
 * what takes it back comes next, and so it does not matter which of the two was heard first.
 *
 * Locks   nothing: the caller holds the account's row
 */
create function billing.apply_grants(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_row record;
begin
  for v_row in
    -- An account's are few, a product's are not: not for the planner to choose.
    with mine as materialized (
      select o as purchase, o.*
      from billing.purchases as o
      where o.account_id = any((select billing.list_accounts(p_account_id))::uuid[])
    )
    select p.purchase, c as product, e.provider, e.policy, e.allowance
    from mine as p
    join billing.environments as e
      on (e.provider, e.environment) = (p.provider, p.environment)
    join catalog.products as c
      on (c.store, c.store_product_id) = (p.provider, p.product)
      and c.kind in ('credit_pack', 'subscription')
    where p.was_paid
      and not p.is_family_shared
      and e.policy <> 'ignore'
      and not exists (
        select
        from billing.grants as g
        where (g.provider, g.environment, g.transaction_id, g.product)
          = (p.provider, p.environment, p.transaction_id, p.product)
      )
    order by p.purchased_at, p.transaction_id, p.product
  loop
    if v_row.policy = 'full' then
      perform billing.grant_purchase(p_account_id, v_row.purchase, v_row.product);
    elsif v_row.allowance > 0 and not exists (
      select
      from ledger.buckets as b
      where b.account_id = p_account_id
        and (b.source, b.source_ref) = ('promo', 'sandbox:' || v_row.provider)
    ) then
      perform ledger.grant_credits(
        p_account_id, 'promo', 'sandbox:' || v_row.provider, v_row.allowance
      );
    end if;
  end loop;
end;
$$;

revoke all on function billing.apply_grants(uuid) from public;
comment on function billing.apply_grants is 'Grants purchases that were paid.';

commit;

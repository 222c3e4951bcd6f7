-- Deploy florin:billing/apply_entitlements to pg
-- requires: billing/list_accounts
-- requires: billing/measure_reversed
-- requires: billing/environments
-- requires: access/grant_entitlement
-- requires: access/revoke_entitlement
-- requires: catalog/products

begin;

/*
 * Entitles the account to the models it bought, and takes back those that were refunded as a whole
 * or were not paid after all. What an admin took back stays so.
 *
 * Locks   access.entitlements rows; the caller holds the account's row
 */
create function billing.apply_entitlements(p_account_id uuid)
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
    select
      c.id as product_id, c.model_id, p.purchased_at, p.period_end,
      pg_catalog.concat_ws(
        ':', p.provider, p.environment, p.transaction_id, p.product
      ) as ref,
      p.state = 'paid' and billing.measure_reversed(p.purchase) < 1 as is_valid
    from mine as p
    join billing.environments as e
      on (e.provider, e.environment) = (p.provider, p.environment)
    join catalog.products as c
      on (c.store, c.store_product_id) = (p.provider, p.product)
      and c.kind = 'model_unlock'
    where p.was_paid
      and e.policy <> 'ignore'
    order by p.purchased_at, p.transaction_id, p.product
  loop
    perform access.grant_entitlement(
      p_account_id, 'model', v_row.model_id, 'purchase', v_row.ref, v_row.purchased_at,
      v_row.period_end, v_row.product_id
    );
    if v_row.is_valid then
      update access.entitlements as o
      set revoked_at = null, revoked_because = null
      where o.account_id = p_account_id
        and (o.kind, o.key) = ('model', v_row.model_id)
        and (o.source, o.source_ref) = ('purchase', v_row.ref)
        and o.revoked_because = 'store: reversed';
    else
      perform access.revoke_entitlement(
        p_account_id, 'model', v_row.model_id, 'purchase', v_row.ref, 'store: reversed'
      );
    end if;
  end loop;
end;
$$;

revoke all on function billing.apply_entitlements(uuid) from public;
comment on function billing.apply_entitlements is 'Entitles to the models that were bought.';

commit;

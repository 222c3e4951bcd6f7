-- Deploy florin:billing/find_sale to pg
-- requires: access/is_entitled
-- requires: billing/find_customer
-- requires: billing/refuse_sale
-- requires: catalog/products

begin;

/*
 * What a checkout needs to sell a product to an account: the product's kind, the store's name of
 * it and of what its overage is billed at (null: nothing), and the account's customer there (null:
 * none yet).
 *
 * Raises  FLMEM not a member · FLPRD no such product · FLOFR disabled, or another store's · FLSUB
 *         subscribed already · FLOWN the model is unlocked already
 */
create function billing.find_sale(
  p_account_id uuid, p_user_id uuid, p_provider text, p_environment text, p_product text
)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_product catalog.products;
  v_customer_id text :=
    billing.find_customer(p_account_id, p_user_id, p_provider, p_environment);
begin
  select * into v_product from catalog.products as p where p.id = p_product;
  if not found then
    perform billing.refuse_sale(p_product, 'unknown');
  elsif v_product.store <> p_provider then
    perform billing.refuse_sale(p_product, 'other_store');
  elsif not v_product.enabled then
    perform billing.refuse_sale(p_product, 'disabled');
  elsif v_product.kind = 'model_unlock'
    and access.is_entitled(p_account_id, 'model', v_product.model_id)
  then
    perform billing.refuse_sale(p_product, 'owned');
  elsif v_product.kind = 'subscription' and exists (
    select
    from billing.subscriptions as s
    where s.account_id = any(billing.accounts_of(p_account_id))
      and (s.provider, s.environment) = (p_provider, p_environment)
      and (
        s.state = 'paused'
        or (s.is_entitled and (s.entitled_until is null or s.entitled_until > now()))
      )
  ) then
    -- A second one beside it would be paid twice.
    perform billing.refuse_sale(p_product, 'subscribed');
  end if;

  return jsonb_build_object(
    'kind', v_product.kind,
    'store_product_id', v_product.store_product_id,
    'metered_price_id', v_product.metered_price_id,
    'customer_id', v_customer_id
  );
end;
$$;

revoke all on function billing.find_sale(uuid, uuid, text, text, text) from public;
grant execute on function billing.find_sale(uuid, uuid, text, text, text) to florin_service;
comment on function billing.find_sale is 'What a checkout needs to sell a product to an account.';

commit;

-- Deploy florin:billing/read_store_purchase to pg
-- requires: billing/purchases
-- requires: billing/reversals
-- requires: billing/grants
-- requires: access/merges
-- requires: access/require_member
-- requires: catalog/products

begin;

/*
 * Whose a purchase is, and what it gave. Of another's purchase nothing is told but that.
 *
 * Raises  FLMEM not a member
 */
create function billing.read_store_purchase(
  p_account_id uuid,
  p_user_id uuid,
  p_provider text,
  p_environment text,
  p_transaction_id text
)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_purchase billing.purchases;
  v_owner uuid;
  v_kind text;
begin
  perform access.require_member(p_account_id, p_user_id);

  select p.* into v_purchase
  from billing.purchases as p
  where p.provider = p_provider
    and p.environment = p_environment
    and p.transaction_id = p_transaction_id
  order by p.product
  limit 1;
  v_owner := coalesce(
    (select m.into_account_id from access.merges as m where m.account_id = v_purchase.account_id),
    v_purchase.account_id
  );
  if v_owner is null then
    return '{"owner": "nobody"}'::jsonb;
  elsif v_owner <> p_account_id then
    return '{"owner": "another"}'::jsonb;
  end if;

  select p.kind into v_kind
  from catalog.products as p
  where p.store = p_provider and p.store_product_id = v_purchase.product;

  return (
    select pg_catalog.jsonb_build_object(
      'owner', 'you',
      'provider', p_provider,
      'environment', p_environment,
      'transaction_id', p_transaction_id,
      'original_transaction_id', v_purchase.chain_id,
      'product_id', v_purchase.product,
      'kind', v_kind,
      'is_mapped', v_kind is not null,
      'is_reversed', exists (
        select from billing.reversals as r
        where r.provider = p_provider
          and r.environment = p_environment
          and r.payment_id = p_transaction_id
          and r.state = 'active'
      ),
      'granted_microcredits', coalesce(sum(g.granted), 0),
      'clawed_microcredits', coalesce(sum(g.clawed), 0),
      'available_microcredits', (
        select a.posted - a.held + a.overdraft_limit
        from ledger.accounts as a
        where a.id = p_account_id
      )
    )
    from billing.grants as g
    where g.account_id = p_account_id
      and g.provider = p_provider
      and g.environment = p_environment
      and g.transaction_id = p_transaction_id
  );
end;
$$;

revoke all on function billing.read_store_purchase(uuid, uuid, text, text, text) from public;
grant execute on function billing.read_store_purchase(uuid, uuid, text, text, text)
to florin_service;
comment on function billing.read_store_purchase is 'Whose a purchase is, and what it gave.';

commit;

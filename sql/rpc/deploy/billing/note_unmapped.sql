-- Deploy florin:billing/note_unmapped to pg
-- requires: billing/unmapped
-- requires: billing/purchases
-- requires: billing/subscriptions
-- requires: catalog/products
-- requires: audit/emit

begin;

/*
 * Answers what was bought in these chains that no product of ours stands for, and tells of each
 * once.
 */
create function billing.note_unmapped(p_provider text, p_environment text, p_chains text[])
returns text[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_unmapped text[];
  v_product text;
begin
  v_unmapped := array(
    select b.product
    from (
      select p.product
      from billing.purchases as p
      where (p.provider, p.environment) = (p_provider, p_environment)
        and p.chain_id = any(p_chains)
      union
      select s.product
      from billing.subscriptions as s
      where (s.provider, s.environment) = (p_provider, p_environment)
        and s.chain_id = any(p_chains)
    ) as b
    where not exists (
      select
      from catalog.products as c
      where (c.store, c.store_product_id) = (p_provider, b.product)
    )
    order by b.product
  );
  foreach v_product in array v_unmapped loop
    insert into billing.unmapped (provider, product)
    values (p_provider, v_product)
    on conflict do nothing;
    if found then
      perform audit.emit(
        '00000000-0000-0000-0000-000000000000',
        'purchase_unmapped',
        pg_catalog.jsonb_build_object(
          'provider', p_provider, 'environment', p_environment, 'product', v_product
        )
      );
    end if;
  end loop;
  return v_unmapped;
end;
$$;

revoke all on function billing.note_unmapped(text, text, text[]) from public;
comment on function billing.note_unmapped is 'What was bought that no product stands for.';

commit;

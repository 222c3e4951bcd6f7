-- Deploy florin:access/tell_of_purchase to pg
-- requires: access/members
-- requires: audit/emit

begin;

/*
 * Tells that an account bought a model. The buyer is whose personal account it is.
 */
create function access.tell_of_purchase(p_account_id uuid, p_model_id text, p_product_id text)
returns void
language sql
volatile
set search_path = ''
as $$
  select audit.emit(p_account_id, 'model_purchase_completed', pg_catalog.jsonb_build_object(
    'user_id', (
      select m.user_id
      from access.members as m
      where m.account_id = p_account_id
        and m.is_personal
      limit 1
    ),
    'model', p_model_id,
    'product', p_product_id
  ));
$$;

revoke all on function access.tell_of_purchase(uuid, text, text) from public;
comment on function access.tell_of_purchase is 'Tells that an account bought a model.';

commit;

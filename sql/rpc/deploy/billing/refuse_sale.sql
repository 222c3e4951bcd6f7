-- Deploy florin:billing/refuse_sale to pg
-- requires: base/schemas

begin;

/*
 * Refuses to sell a product to an account.
 *
 * Raises  FLPRD unknown · FLSUB subscribed · FLOWN owned · FLOFR any other rule
 */
create function billing.refuse_sale(p_product text, p_rule text)
returns void
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
begin
  raise exception 'product % is not sold: %', p_product, p_rule using
    errcode = case p_rule
      when 'unknown' then 'FLPRD'
      when 'subscribed' then 'FLSUB'
      when 'owned' then 'FLOWN'
      else 'FLOFR'
    end,
    detail = json_build_object('product', left(p_product, 128), 'rule', p_rule)::text,
    hint = case p_rule
      when 'unknown' then 'There is no product of this name.'
      when 'subscribed'
        then 'This account is subscribed. Change or cancel that in the portal: /v1/billing/portal.'
      when 'owned' then 'This account has unlocked this already.'
      when 'other_store' then 'This product is sold by another store.'
      else 'This product is not offered at present.'
    end;
end;
$$;

revoke all on function billing.refuse_sale(text, text) from public;
comment on function billing.refuse_sale is 'Raises FLPRD, FLOFR, FLSUB or FLOWN.';

commit;

-- Deploy florin:billing/find_owner to pg
-- requires: billing/bindings
-- requires: billing/owners
-- requires: billing/purchases

begin;

/*
 * Whose a purchase is, or a subscription where there is no transaction: who restored the chain,
 * else whom the purchase names, the customer's account, whom the subscription names, and last whom
 * the chain's first purchase names that names anybody. Null: nobody that is known. Merges of
 * accounts are not followed here.
 */
create function billing.find_owner(
  p_provider text,
  p_environment text,
  p_chain_id text,
  p_transaction_id text,
  p_owner_key text
)
returns uuid
language sql
stable
set search_path = ''
as $$
  select o.account_id
  from (
    select 1 as place, b.account_id
    from billing.bindings as b
    where (b.provider, b.environment, b.chain_id) = (p_provider, p_environment, p_chain_id)
    union all
    select
      case
        when w.kind = 'transaction' then 2
        when w.kind = 'chain' and p_transaction_id is null then 2
        when w.kind = 'customer' then 3
        else 4
      end,
      w.account_id
    from billing.owners as w
    where (w.provider, w.environment) = (p_provider, p_environment)
      and (w.kind, w.key) in (
        ('transaction', p_transaction_id), ('customer', p_owner_key), ('chain', p_chain_id)
      )
    union all
    (
      select 5, w.account_id
      from billing.purchases as p
      join billing.owners as w
        on (w.provider, w.environment) = (p.provider, p.environment)
        and (w.kind, w.key) = ('transaction', p.transaction_id)
      join ledger.accounts as a on a.id = w.account_id
      where (p.provider, p.environment, p.chain_id) = (p_provider, p_environment, p_chain_id)
      order by p.purchased_at, p.transaction_id
      limit 1
    )
  ) as o
  join ledger.accounts as a on a.id = o.account_id
  order by o.place
  limit 1;
$$;

revoke all on function billing.find_owner(text, text, text, text, text) from public;
comment on function billing.find_owner is 'Whose a purchase is.';

commit;

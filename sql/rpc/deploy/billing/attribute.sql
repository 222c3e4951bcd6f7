-- Deploy florin:billing/attribute to pg
-- requires: billing/find_owner
-- requires: billing/purchases
-- requires: billing/subscriptions

begin;

/*
 * Writes down whose the purchases and subscriptions of these chains are.
 *
 * Locks   rows of billing.purchases and billing.subscriptions; the caller has locked the chains
 */
create function billing.attribute(p_provider text, p_environment text, p_chains text[])
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  update billing.purchases as p
  set account_id = o.account_id
  from (
    select u.transaction_id, u.product, billing.find_owner(
      u.provider, u.environment, u.chain_id, u.transaction_id, u.owner_key
    ) as account_id
    from billing.purchases as u
    where (u.provider, u.environment) = (p_provider, p_environment)
      and u.chain_id = any(p_chains)
  ) as o
  where (p.provider, p.environment) = (p_provider, p_environment)
    and (p.transaction_id, p.product) = (o.transaction_id, o.product)
    and p.account_id is distinct from o.account_id;

  update billing.subscriptions as s
  set account_id = o.account_id
  from (
    select u.chain_id, billing.find_owner(
      u.provider, u.environment, u.chain_id, null, u.owner_key
    ) as account_id
    from billing.subscriptions as u
    where (u.provider, u.environment) = (p_provider, p_environment)
      and u.chain_id = any(p_chains)
  ) as o
  where (s.provider, s.environment, s.chain_id) = (p_provider, p_environment, o.chain_id)
    and s.account_id is distinct from o.account_id;
end;
$$;

revoke all on function billing.attribute(text, text, text[]) from public;
comment on function billing.attribute is 'Writes down whose purchases are.';

commit;

-- Deploy florin:billing/find_accounts to pg
-- requires: billing/purchases
-- requires: billing/subscriptions
-- requires: billing/grants
-- requires: access/merges

begin;

/*
 * The accounts that these chains concern: whose they are, merges followed, and where credits were
 * granted for them.
 */
create function billing.find_accounts(p_provider text, p_environment text, p_chains text[])
returns uuid[]
language sql
stable
set search_path = ''
as $$
  with
  purchases as (
    select p.account_id, p.transaction_id, p.product
    from billing.purchases as p
    where (p.provider, p.environment) = (p_provider, p_environment)
      and p.chain_id = any(p_chains)
  ),
  accounts as (
    select p.account_id from purchases as p
    union
    select s.account_id
    from billing.subscriptions as s
    where (s.provider, s.environment) = (p_provider, p_environment)
      and s.chain_id = any(p_chains)
    union
    select g.account_id
    from purchases as p
    join billing.grants as g
      on (g.provider, g.environment) = (p_provider, p_environment)
      and (g.transaction_id, g.product) = (p.transaction_id, p.product)
  )
  select coalesce(array_agg(distinct coalesce(m.into_account_id, a.account_id)), '{}')
  from accounts as a
  left join access.merges as m on m.account_id = a.account_id
  where a.account_id is not null;
$$;

revoke all on function billing.find_accounts(text, text, text[]) from public;
comment on function billing.find_accounts is 'The accounts that chains concern.';

commit;

-- Deploy florin:billing/find_chain_owners to pg
-- requires: billing/purchases
-- requires: billing/subscriptions
-- requires: access/merges

begin;

/*
 * Whose the purchases and the subscription of a chain are, merges followed.
 */
create function billing.find_chain_owners(p_provider text, p_environment text, p_chain_id text)
returns uuid[]
language sql
stable
set search_path = ''
as $$
  select coalesce(array_agg(distinct coalesce(m.into_account_id, o.account_id)), '{}')
  from (
    select p.account_id
    from billing.purchases as p
    where (p.provider, p.environment, p.chain_id) = (p_provider, p_environment, p_chain_id)
    union
    select s.account_id
    from billing.subscriptions as s
    where (s.provider, s.environment, s.chain_id) = (p_provider, p_environment, p_chain_id)
  ) as o
  left join access.merges as m on m.account_id = o.account_id
  where o.account_id is not null;
$$;

revoke all on function billing.find_chain_owners(text, text, text) from public;
comment on function billing.find_chain_owners is 'Whose a chain is.';

commit;

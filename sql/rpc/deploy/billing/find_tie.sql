-- Deploy florin:billing/find_tie to pg
-- requires: billing/purchases
-- requires: billing/subscriptions

begin;

/*
 * The chain of a fact that says something else than what is known, at the very same time and rank:
 * which of the two counts is then chance, and the store is to be asked. Null where there is none.
 */
create function billing.find_tie(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_fact jsonb
)
returns text
language sql
stable
set search_path = ''
as $$
  select t.chain_id
  from (
    select p.chain_id, p.as_of, p.rank, p.event_id, p.fact
    from billing.purchases as p
    where p_fact ->> 'fact' = 'purchase'
      and (p.provider, p.environment) = (p_provider, p_environment)
      and (p.transaction_id, p.product) = (p_fact ->> 'transaction_id', p_fact ->> 'product')
    union all
    select s.chain_id, s.as_of, s.rank, s.event_id, s.fact
    from billing.subscriptions as s
    where p_fact ->> 'fact' = 'subscription'
      and (s.provider, s.environment) = (p_provider, p_environment)
      and s.chain_id = p_fact ->> 'chain_id'
  ) as t
  where t.as_of = (p_fact ->> 'as_of')::timestamptz
    and t.rank = coalesce((p_fact ->> 'rank')::integer, 0)
    and t.event_id <> p_event_id
    and jsonb_strip_nulls(t.fact) <> jsonb_strip_nulls(p_fact);
$$;

revoke all on function billing.find_tie(text, text, text, jsonb) from public;
comment on function billing.find_tie is 'The chain where two events disagree at the same time.';

commit;

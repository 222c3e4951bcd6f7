-- Deploy florin:billing/lock_facts to pg
-- requires: billing/lock_names
-- requires: billing/purchases
-- requires: billing/subscriptions
-- requires: billing/payments

begin;

/*
 * Locks the names that an event's facts touch, and those that follow from what is known, and
 * answers the chains among them: who folds one of those at the same time sees this, or is seen.
 *
 * Locks   advisory locks, see billing.lock_names
 */
create function billing.lock_facts(p_provider text, p_environment text, p_facts jsonb)
returns text[]
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_owners text[];
  v_payments text[];
  v_transactions text[];
  v_chains text[];
begin
  perform billing.lock_names(p_provider, p_environment, 'customer', array(
    select f ->> 'owner_key' from jsonb_array_elements(p_facts) as f
  ));
  v_payments := array(select f ->> 'payment_id' from jsonb_array_elements(p_facts) as f);
  perform billing.lock_names(p_provider, p_environment, 'payment', v_payments);

  v_owners := array(
    select f ->> 'owner_key' from jsonb_array_elements(p_facts) as f where f ->> 'fact' = 'owner'
  );
  v_transactions := array(
    select f ->> 'transaction_id' from jsonb_array_elements(p_facts) as f
    union
    select unnest(v_payments)
    union
    select y.transaction_id
    from billing.payments as y
    where (y.provider, y.environment) = (p_provider, p_environment)
      and y.payment_id = any(v_payments)
    union
    select p.transaction_id
    from billing.purchases as p
    where (p.provider, p.environment) = (p_provider, p_environment)
      and p.owner_key = any(v_owners)
  );
  perform billing.lock_names(p_provider, p_environment, 'transaction', v_transactions);

  v_chains := array(
    select c.chain_id
    from (
      select f ->> 'chain_id' from jsonb_array_elements(p_facts) as f
      union
      select p.chain_id
      from billing.purchases as p
      where (p.provider, p.environment) = (p_provider, p_environment)
        and p.transaction_id = any(v_transactions)
      union
      select s.chain_id
      from billing.subscriptions as s
      where (s.provider, s.environment) = (p_provider, p_environment)
        and s.owner_key = any(v_owners)
    ) as c (chain_id)
    where c.chain_id is not null
  );
  perform billing.lock_names(p_provider, p_environment, 'chain', v_chains);
  return v_chains;
end;
$$;

revoke all on function billing.lock_facts(text, text, jsonb) from public;
comment on function billing.lock_facts is 'Locks what an event''s facts touch.';

commit;

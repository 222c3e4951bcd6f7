-- Deploy florin:billing/merge_purchase to pg
-- requires: billing/purchases

begin;

/*
 * Takes in what an event says of a purchase. That it was paid once, and the customer it names, are
 * kept whatever is said later: they are true of every order in which events come.
 *
 * Locks   billing.purchases row
 */
create function billing.merge_purchase(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_fact jsonb
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_new billing.purchases;
  v_old billing.purchases;
begin
  v_new := jsonb_populate_record(null::billing.purchases, '{
    "quantity": 1, "share_ppm": 1000000, "is_trial": false, "is_family_shared": false, "rank": 0
  }'::jsonb || jsonb_strip_nulls(p_fact));
  v_new.provider := p_provider;
  v_new.environment := p_environment;
  v_new.event_id := p_event_id;
  v_new.account_id := null;
  v_new.was_paid := v_new.state = 'paid';
  v_new.fact := p_fact;

  insert into billing.purchases select (v_new).* on conflict do nothing;
  if found then
    return;
  end if;

  select * into strict v_old
  from billing.purchases
  where (provider, environment, transaction_id, product)
    = (v_new.provider, v_new.environment, v_new.transaction_id, v_new.product)
  for update;
  v_new.was_paid := v_new.was_paid or v_old.was_paid;
  if (v_new.as_of, v_new.rank, v_new.event_id) > (v_old.as_of, v_old.rank, v_old.event_id) then
    v_new.account_id := v_old.account_id;
    v_new.owner_key := coalesce(v_new.owner_key, v_old.owner_key);
  else
    v_old.was_paid := v_new.was_paid;
    v_old.owner_key := coalesce(v_old.owner_key, v_new.owner_key);
    v_new := v_old;
  end if;

  update billing.purchases
  set
    chain_id = v_new.chain_id,
    owner_key = v_new.owner_key,
    state = v_new.state,
    was_paid = v_new.was_paid,
    quantity = v_new.quantity,
    purchased_at = v_new.purchased_at,
    period_start = v_new.period_start,
    period_end = v_new.period_end,
    share_ppm = v_new.share_ppm,
    is_trial = v_new.is_trial,
    is_family_shared = v_new.is_family_shared,
    amount = v_new.amount,
    currency = v_new.currency,
    as_of = v_new.as_of,
    rank = v_new.rank,
    event_id = v_new.event_id,
    fact = v_new.fact
  where (provider, environment, transaction_id, product)
    = (v_new.provider, v_new.environment, v_new.transaction_id, v_new.product);
end;
$$;

revoke all on function billing.merge_purchase(text, text, text, jsonb) from public;
comment on function billing.merge_purchase is 'Takes in what is said of a purchase.';

commit;

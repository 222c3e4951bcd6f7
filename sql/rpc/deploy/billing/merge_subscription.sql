-- Deploy florin:billing/merge_subscription to pg
-- requires: billing/subscriptions

begin;

/*
 * Takes in what an event says of a subscription. The customer it names is kept.
 *
 * Locks   billing.subscriptions row
 */
create function billing.merge_subscription(
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
  v_new billing.subscriptions;
  v_old billing.subscriptions;
begin
  v_new := jsonb_populate_record(null::billing.subscriptions, '{
    "will_renew": false, "is_family_shared": false, "rank": 0
  }'::jsonb || jsonb_strip_nulls(p_fact));
  v_new.provider := p_provider;
  v_new.environment := p_environment;
  v_new.event_id := p_event_id;
  v_new.account_id := null;
  v_new.fact := p_fact;

  insert into billing.subscriptions select (v_new).* on conflict do nothing;
  if found then
    return;
  end if;

  select * into strict v_old
  from billing.subscriptions
  where (provider, environment, chain_id) = (v_new.provider, v_new.environment, v_new.chain_id)
  for update;
  if (v_new.as_of, v_new.rank, v_new.event_id) > (v_old.as_of, v_old.rank, v_old.event_id) then
    v_new.owner_key := coalesce(v_new.owner_key, v_old.owner_key);
  else
    v_old.owner_key := coalesce(v_old.owner_key, v_new.owner_key);
    v_new := v_old;
  end if;

  update billing.subscriptions
  set
    owner_key = v_new.owner_key,
    state = v_new.state,
    is_entitled = v_new.is_entitled,
    product = v_new.product,
    period_start = v_new.period_start,
    period_end = v_new.period_end,
    will_renew = v_new.will_renew,
    next_product = v_new.next_product,
    entitled_until = v_new.entitled_until,
    is_family_shared = v_new.is_family_shared,
    as_of = v_new.as_of,
    rank = v_new.rank,
    event_id = v_new.event_id,
    fact = v_new.fact
  where (provider, environment, chain_id) = (v_new.provider, v_new.environment, v_new.chain_id);
end;
$$;

revoke all on function billing.merge_subscription(text, text, text, jsonb) from public;
comment on function billing.merge_subscription is 'Takes in what is said of a subscription.';

commit;

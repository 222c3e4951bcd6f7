-- Deploy florin:billing/merge_payment to pg
-- requires: billing/payments

begin;

/*
 * Takes in which transaction a payment paid.
 *
 * Locks   billing.payments row
 */
create function billing.merge_payment(
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
begin
  insert into billing.payments as y (
    provider, environment, payment_id, transaction_id, as_of, rank, event_id, fact
  )
  values (
    p_provider, p_environment, p_fact ->> 'payment_id', p_fact ->> 'transaction_id',
    (p_fact ->> 'as_of')::timestamptz, coalesce((p_fact ->> 'rank')::integer, 0), p_event_id, p_fact
  )
  on conflict (provider, environment, payment_id) do update
  set
    transaction_id = excluded.transaction_id,
    as_of = excluded.as_of,
    rank = excluded.rank,
    event_id = excluded.event_id,
    fact = excluded.fact
  where (excluded.as_of, excluded.rank, excluded.event_id) > (y.as_of, y.rank, y.event_id);
end;
$$;

revoke all on function billing.merge_payment(text, text, text, jsonb) from public;
comment on function billing.merge_payment is 'Takes in which transaction a payment paid.';

commit;

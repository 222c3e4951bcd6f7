-- Deploy florin:billing/merge_reversal to pg
-- requires: billing/reversals

begin;

/*
 * Takes in a refund, a dispute or a revocation.
 *
 * Locks   billing.reversals row
 */
create function billing.merge_reversal(
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
  insert into billing.reversals as r (
    provider, environment, reversal_id, kind, payment_id, state, amount, share_ppm, because,
    as_of, rank, event_id, fact
  )
  values (
    p_provider, p_environment, p_fact ->> 'reversal_id', p_fact ->> 'kind',
    p_fact ->> 'payment_id', p_fact ->> 'state', (p_fact ->> 'amount')::bigint,
    (p_fact ->> 'share_ppm')::integer, p_fact ->> 'because',
    (p_fact ->> 'as_of')::timestamptz, coalesce((p_fact ->> 'rank')::integer, 0), p_event_id, p_fact
  )
  on conflict (provider, environment, reversal_id) do update
  set
    kind = excluded.kind,
    payment_id = excluded.payment_id,
    state = excluded.state,
    amount = excluded.amount,
    share_ppm = excluded.share_ppm,
    because = excluded.because,
    as_of = excluded.as_of,
    rank = excluded.rank,
    event_id = excluded.event_id,
    fact = excluded.fact
  where (excluded.as_of, excluded.rank, excluded.event_id) > (r.as_of, r.rank, r.event_id);
end;
$$;

revoke all on function billing.merge_reversal(text, text, text, jsonb) from public;
comment on function billing.merge_reversal is 'Takes in a reversal.';

commit;

-- Deploy florin:generation/close to pg
-- requires: generation/charge
-- requires: generation/price_usage
-- requires: generation/due_roll_ups

begin;

/*
 * Ends a generation as the caller has just read it: prices its usage, writes the outcome, moves
 * the money. Null where somebody else ended it meanwhile. Shared by the service's finish and the
 * sweeper. A retryable failure that cost nothing frees the idempotency key, so that the same
 * request can run again.
 *
 * Locks   generation.generations row, then ledger.holds row, then ledger.accounts row, then
 *         generation.due_roll_ups row where its day is over
 */
create function generation.close(
  p_generation generation.generations,
  p_outcome generation.generation_status,
  p_usage jsonb,
  p_usage_source ledger.usage_source,
  p_http_status integer,
  p_error jsonb,
  p_retryable boolean,
  p_attempts jsonb,
  out o_generation generation.generations,
  out o_settled ledger.settlement
)
returns record
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_source ledger.usage_source := case
    when p_usage is null or jsonb_array_length(p_usage) = 0 then 'none' else p_usage_source end;
  v_priced generation.priced := generation.price_usage(
    p_usage, p_generation.price_id, p_generation.created_at
  );
begin
  -- The lock and the decision in one, as in ledger.place_hold.
  update generation.generations
  set
    status = p_outcome,
    input = v_priced.input,
    cache_read = v_priced.cache_read,
    cache_write = v_priced.cache_write,
    output = v_priced.output,
    web_search = v_priced.web_search,
    usage_source = v_source,
    iterations = v_priced.iterations,
    charged = v_priced.charge,
    uncollected = 0,
    http_status = p_http_status,
    error = p_error,
    attempts = p_attempts,
    finished_at = now(),
    idempotency_key = case
      when p_retryable and v_priced.charge = 0 then null else idempotency_key end
  where account_id = p_generation.account_id
    and id = p_generation.id
    and status = p_generation.status
  returning * into o_generation;
  if not found then
    return;
  end if;

  o_settled := generation.charge(p_generation, v_priced, v_source);
  if o_settled.charged <> v_priced.charge then
    update generation.generations
    set charged = o_settled.charged, uncollected = o_settled.uncollected
    where account_id = p_generation.account_id
      and id = p_generation.id
    returning * into strict o_generation;
  end if;

  -- Its day may be summed up already.
  if p_generation.created_at < date_trunc('day', now(), 'UTC') then
    insert into generation.due_roll_ups (account_id, day)
    values (p_generation.account_id, (p_generation.created_at at time zone 'UTC')::date)
    on conflict do nothing;
  end if;
end;
$$;

revoke all on function generation.close(
  generation.generations, generation.generation_status, jsonb, ledger.usage_source, integer, jsonb,
  boolean, jsonb
) from public;
comment on function generation.close is 'Prices, charges and ends one generation.';

commit;

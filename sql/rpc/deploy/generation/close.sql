-- Deploy florin:generation/close to pg
-- requires: generation/charge
-- requires: generation/price_usage
-- requires: access/give_back
-- requires: access/settle_key
-- requires: audit/outbox
-- requires: generation/due_roll_ups

begin;

/*
 * Ends a generation as the caller has just read it: prices its usage, writes the outcome, moves
 * the money, tells of it. No settlement where somebody else ended it meanwhile. Shared by the
 * service's finish and the sweeper. A retryable failure that cost nothing frees the idempotency
 * key, so that the same request can run again; what came to nothing gives its message back.
 *
 * Locks   generation.generations row, ledger.holds row, ledger.accounts row, then access.api_keys,
 *         access.daily_usage and access.trials rows, and generation.due_roll_ups row where its day
 *         is over
 */
create function generation.close(
  p_bill generation.bill,
  p_outcome generation.generation_status,
  p_usage jsonb,
  p_usage_source ledger.usage_source,
  p_http_status integer,
  p_error jsonb,
  p_retryable boolean,
  p_attempts jsonb,
  out o_source ledger.usage_source,
  out o_priced generation.priced,
  out o_settled ledger.settlement
)
returns record
language plpgsql
volatile
set search_path = ''
as $$
begin
  o_source := case
    when p_usage is null or jsonb_array_length(p_usage) = 0 then 'none' else p_usage_source end;
  o_priced := generation.price_usage(p_usage, p_bill);

  -- The lock and the decision in one, as in ledger.place_hold.
  update generation.generations
  set
    status = p_outcome,
    input = o_priced.input,
    cache_read = o_priced.cache_read,
    cache_write = o_priced.cache_write,
    output = o_priced.output,
    web_search = o_priced.web_search,
    usage_source = o_source,
    iterations = o_priced.iterations,
    charged = o_priced.charge,
    uncollected = 0,
    http_status = p_http_status,
    error = p_error,
    attempts = p_attempts,
    finished_at = now(),
    idempotency_key = case
      when p_retryable and o_priced.charge = 0 then null else idempotency_key end
  where account_id = p_bill.account_id
    and id = p_bill.id
    and status = p_bill.status;
  if not found then
    return;
  end if;

  o_settled := generation.charge(p_bill, o_priced, o_source);
  if o_settled.charged <> o_priced.charge then
    update generation.generations
    set charged = o_settled.charged, uncollected = o_settled.uncollected
    where account_id = p_bill.account_id
      and id = p_bill.id;
    o_priced.charge := o_settled.charged;
  end if;

  if p_bill.status = 'running' and (o_source = 'none' or p_outcome = 'provider_failed') then
    perform access.give_back(
      p_bill.account_id, p_bill.user_id, p_bill.model_id, p_bill.created_at,
      p_bill.access = 'trial'
    );
  end if;
  if o_source <> 'none' then
    insert into audit.outbox (account_id, kind, payload)
    values (p_bill.account_id, 'model_message_sent', jsonb_build_object(
      'generation_id', p_bill.id, 'user_id', p_bill.user_id, 'model', p_bill.model_id,
      -- What failed gave its message back, and did not use up a trial.
      'access', case when p_outcome <> 'provider_failed' then p_bill.access end,
      'outcome', p_outcome, 'usage_source', o_source, 'available', o_settled.available,
      'charged', o_settled.charged
        - case p_bill.status when 'expired' then p_bill.charged else 0 end
    ));
  end if;

  -- Its day may be summed up already.
  if p_bill.created_at < date_trunc('day', now(), 'UTC') then
    insert into generation.due_roll_ups (account_id, day)
    values (p_bill.account_id, (p_bill.created_at at time zone 'UTC')::date)
    on conflict do nothing;
  end if;
end;
$$;

revoke all on function generation.close(
  generation.bill, generation.generation_status, jsonb, ledger.usage_source, integer, jsonb,
  boolean, jsonb
) from public;
comment on function generation.close is 'Prices, charges and ends one generation.';

commit;

-- Deploy florin:generation/close to pg
-- requires: generation/sum_lines
-- requires: generation/price_slices
-- requires: generation/note_end
-- requires: audit/outbox
-- requires: ledger/settle
-- requires: access/settle_key

begin;

/*
 * Ends a generation that runs: prices its usage, writes the outcome, moves the money, tells of it.
 * No settlement where it does not run (any more). Shared by the service's finish and the sweeper.
 * A retryable failure that cost nothing frees the idempotency key, so that the same request can
 * run again; what came to nothing gives its message back; the API key is told what was charged. A
 * job is priced already (p_charge), and counts as no open generation (p_generations).
 *
 * Raises  FLAMT a negative count · FLGEN unknown generation
 * Locks   generation.generations row, ledger.accounts row, access.api_keys row, then as
 *         generation.note_end
 */
create function generation.close(
  p_account_id uuid,
  p_generation_id uuid,
  p_outcome generation.generation_status,
  p_usage jsonb,
  p_usage_source ledger.usage_source,
  p_http_status integer,
  p_error jsonb,
  p_retryable boolean,
  p_attempts jsonb,
  p_charge ledger.microcredits default null,
  p_generations integer default 1,
  out o_source ledger.usage_source,
  out o_priced generation.priced,
  out o_settled ledger.settlement
)
returns record
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_generation record;
begin
  o_source := case
    when p_usage is null or jsonb_array_length(p_usage) = 0 then 'none' else p_usage_source end;
  o_priced := generation.sum_lines(p_account_id, p_generation_id, p_usage);

  -- The lock, the decision and the price in one, as in ledger.hold_credits.
  update generation.generations as g
  set
    status = p_outcome,
    input = o_priced.input,
    cache_read = o_priced.cache_read,
    cache_write = o_priced.cache_write,
    output = o_priced.output,
    web_search = o_priced.web_search,
    usage_source = o_source,
    iterations = o_priced.iterations,
    charged = coalesce(
      p_charge, o_priced.charge,
      -- Looked up, not joined: to join one row with a small table, the planner sorts it.
      case when g.access = 'trial' then 0 else (
        select p.request + generation.price_slices(
          o_priced, p.input, p.cache_read, p.cache_write, p.output, p.web_search
        )
        from catalog.prices as p
        where p.id = g.price_id
      ) end
    ),
    uncollected = 0,
    http_status = p_http_status,
    error = p_error,
    attempts = p_attempts,
    finished_at = now()
  where g.account_id = p_account_id and g.id = p_generation_id
    and g.status = 'running'
  returning g.user_id, g.model_id, g.access, g.key_id, g.hold, g.created_at, g.charged
  into v_generation;
  if not found then
    return;
  end if;

  o_priced.charge := v_generation.charged;
  o_settled := ledger.settle(
    p_account_id, p_generation_id, v_generation.hold, v_generation.created_at, p_generations,
    v_generation.charged, v_generation.model_id, o_source
  );
  if o_source <> 'none' then
    insert into audit.outbox (account_id, kind, payload)
    values (p_account_id, 'model_message_sent', jsonb_build_object(
      'generation_id', p_generation_id, 'user_id', v_generation.user_id,
      -- What failed gave its message back, and did not use up a trial.
      'access', case when p_outcome <> 'provider_failed' then v_generation.access end,
      'model', v_generation.model_id, 'outcome', p_outcome, 'usage_source', o_source,
      'charged', o_settled.charged, 'available', o_settled.available
    ));
  end if;

  if v_generation.key_id is not null then
    perform access.settle_key(
      p_account_id, v_generation.key_id, v_generation.hold, o_settled.charged
    );
  end if;
  if o_source = 'none' or p_retryable or p_outcome = 'provider_failed'
    or o_settled.uncollected > 0 or v_generation.created_at < date_trunc('day', now(), 'UTC')
  then
    perform generation.note_end(p_account_id, p_generation_id, o_settled, p_retryable);
    o_priced.charge := o_settled.charged;
  end if;
end;
$$;

revoke all on function generation.close(
  uuid, uuid, generation.generation_status, jsonb, ledger.usage_source, integer, jsonb, boolean,
  jsonb, ledger.microcredits, integer
) from public;
comment on function generation.close is 'Prices, charges and ends one generation.';

commit;

-- Deploy florin:generation/correct to pg
-- requires: generation/price_usage
-- requires: generation/find_settlement
-- requires: generation/note_correction
-- requires: ledger/charge_late
-- requires: ledger/grant_credits

begin;

/*
 * Corrects a generation that the sweeper ended before its truth was known, as the caller has just
 * read it: only the difference moves, up or down. No settlement where somebody else corrected it
 * meanwhile.
 *
 * Raises  FLAMT a negative count
 * Locks   generation.generations row, ledger.accounts row, then access.api_keys and
 *         generation.due_roll_ups rows
 */
create function generation.correct(
  p_bill generation.bill,
  p_outcome generation.generation_status,
  p_usage jsonb,
  p_usage_source ledger.usage_source,
  p_http_status integer,
  p_error jsonb,
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
declare
  v_more bigint;
begin
  o_source := case
    when p_usage is null or jsonb_array_length(p_usage) = 0 then 'none' else p_usage_source end;
  o_priced := generation.price_usage(p_usage, p_bill);
  v_more := o_priced.charge - p_bill.charged;

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
    finished_at = now()
  where account_id = p_bill.account_id
    and id = p_bill.id
    and status = 'expired';
  if not found then
    return;
  end if;

  if v_more > 0 then
    perform ledger.charge_late(
      p_bill.account_id, p_bill.id, p_bill.created_at, v_more, p_bill.model_id, o_source
    );
  elsif v_more < 0 then
    perform ledger.grant_credits(
      p_bill.account_id, 'reversal', 'generation:' || p_bill.id, -v_more
    );
  end if;

  perform generation.note_correction(p_bill, p_outcome, o_source, v_more);
  o_settled := generation.find_settlement(p_bill.account_id, p_bill.id);
  o_settled.charged := o_priced.charge;
end;
$$;

revoke all on function generation.correct(
  generation.bill, generation.generation_status, jsonb, ledger.usage_source, integer, jsonb, jsonb
) from public;
comment on function generation.correct is 'Corrects a generation that the sweeper ended.';

commit;

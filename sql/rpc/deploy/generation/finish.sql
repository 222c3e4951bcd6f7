-- Deploy florin:generation/finish to pg
-- requires: generation/close
-- requires: generation/describe_finish
-- requires: generation/describe_end
-- requires: generation/replies
-- requires: generation/find_bill
-- requires: generation/correct

begin;

/*
 * Ends one generation: prices the real usage, captures it, releases the rest of the hold and
 * writes usage, attempts and reply, in one transaction. Idempotent: once ended, later calls get
 * the same answer, with the account as it is by then, and change nothing. One that the sweeper
 * ended is corrected to the truth.
 *
 * Raises  FLGEN unknown generation · FLAMT negative usage
 *         22023 an outcome that only the sweeper may give, or none
 * Locks   as generation.close
 */
create function generation.finish(
  p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text,
  p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text,
  p_retryable boolean
)
returns json
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_bill generation.bill;
  v_closed record;
begin
  if coalesce(p_outcome, 'running') in ('running', 'expired') then
    raise exception 'a generation does not finish as %', p_outcome using
      errcode = 'invalid_parameter_value',
      detail = pg_catalog.json_build_object('outcome', p_outcome)::text,
      hint = 'Give one of the outcomes of generation.generation_status.';
  end if;

  v_closed := generation.close(
    p_account_id, p_generation_id, p_outcome::generation.generation_status, p_usage,
    p_usage_source::ledger.usage_source, p_http_status, p_error, p_retryable, p_attempts
  );
  if v_closed.o_settled is null then
    v_bill := generation.find_bill(p_account_id, p_generation_id);
    if v_bill.status = 'expired' then
      v_closed := generation.correct(
        v_bill, p_outcome::generation.generation_status, p_usage,
        p_usage_source::ledger.usage_source, p_http_status, p_error, p_attempts
      );
    end if;
    -- Ended before: by an earlier call, or by one that overtook this one.
    if v_closed.o_settled is null then
      return generation.describe_end(p_account_id, p_generation_id);
    end if;
  end if;

  if p_reply is not null then
    insert into generation.replies (account_id, generation_id, http_status, content_type, body)
    values (p_account_id, p_generation_id, p_http_status, p_reply_type, p_reply)
    on conflict do nothing;
  end if;

  return generation.describe_finish(
    p_outcome::generation.generation_status, v_closed.o_source, v_closed.o_priced,
    v_closed.o_settled
  );
end;
$$;

revoke all on function generation.finish(
  uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean
) from public;
grant execute on function generation.finish(
  uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean
) to florin_service;
comment on function generation.finish is 'Charges and ends one generation, once.';

commit;

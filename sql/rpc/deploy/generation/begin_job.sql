-- Deploy florin:generation/begin_job to pg
-- requires: generation/find_offer
-- requires: generation/refuse_offer
-- requires: generation/quote_job
-- requires: generation/repeat_job
-- requires: generation/insert_job
-- requires: generation/count_use
-- requires: generation/tell_of_job
-- requires: access/reserve_key
-- requires: ledger/hold_credits
-- requires: ledger/tell_of_balance

begin;

/*
 * Authorises one job: claims its idempotency key, checks the member and the API key, resolves plan,
 * access and price, holds what it will cost, writes it and puts its first step into the queue, in
 * one transaction. A job seen before is described as it is now, and nothing changes.
 *
 * Its generation never expires by time: only the job's own end ends it. It is none of the account's
 * open generations, which are streams; jobs have their own bounds.
 *
 * Raises  FLARG · FLMEM · FLMOD · FLAPI · FLLCK · FLKEY · FLACC · FLBAL · FLLIM · FLBUD · FLKYU
 *         FLSCO, see docs/error-codes.md
 * Locks   generation.generations row (the key), ledger.accounts row, then access.daily_usage,
 *         access.trials and access.api_keys rows
 */
create function generation.begin_job(
  p_account_id uuid, p_user_id uuid, p_job_id uuid, p_input jsonb, p_idempotency_key text,
  p_request_hash bytea, p_key_id uuid default null
)
returns json
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_offer generation.offer;
  v_quote generation.job_quote;
  v_left ledger.placement;
  v_answer json;
begin
  perform generation.check_job_input(p_input);
  v_offer := generation.find_offer(
    p_account_id, p_user_id, p_input ->> 'model', 'jobs', false, 0, 0, 1
  );
  loop
    -- A repeat is answered even where its model was taken off, locked or priced anew meanwhile.
    v_answer := generation.repeat_job(p_account_id, p_job_id, p_idempotency_key, p_request_hash);
    if v_answer is not null then
      return v_answer;
    end if;
    if v_offer.access is null then
      perform generation.refuse_offer(p_account_id, p_input ->> 'model', 'jobs', v_offer);
    end if;

    v_quote := generation.quote_job(p_input, v_offer);
    v_offer.hold := v_quote.charge;
    insert into generation.generations (
      account_id, id, user_id, model_id, price_id, api, stream, on_disconnect, access, key_id,
      hold, hold_expires_at, idempotency_key, request_hash, replica
    )
    values (
      p_account_id, p_job_id, p_user_id, v_offer.model_id, v_offer.price_id, 'jobs', false,
      'continue', v_offer.access, p_key_id, v_offer.hold, 'infinity', p_idempotency_key,
      p_request_hash, 'jobs'
    )
    on conflict do nothing;
    exit when found;
  end loop;

  v_left := ledger.hold_credits(
    p_account_id, v_offer.hold, null, v_offer.requests_per_minute, v_offer.refuse_in_debt
  );
  perform ledger.tell_of_balance(p_account_id, 'hold', -v_offer.hold, p_job_id::text);
  perform generation.count_use(p_account_id, p_user_id, null, v_offer);
  if p_key_id is not null then
    perform access.reserve_key(p_account_id, p_user_id, p_key_id, v_offer.hold, 'jobs');
  end if;

  return json_build_object(
    'status', 'started',
    'job', generation.describe_job(generation.insert_job(
      p_account_id, p_user_id, p_job_id, p_input, v_offer.model_id, v_quote
    )),
    'available', v_left.available
  );
end;
$$;

revoke all on function generation.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid)
from public;
grant execute on function generation.begin_job(uuid, uuid, uuid, jsonb, text, bytea, uuid)
to florin_service;
comment on function generation.begin_job is 'Authorises one job, holds its price, enqueues it.';

commit;

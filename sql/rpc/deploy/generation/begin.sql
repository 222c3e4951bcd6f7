-- Deploy florin:generation/begin to pg
-- requires: generation/find_offer
-- requires: generation/refuse_offer
-- requires: generation/describe_repeat
-- requires: generation/describe_start
-- requires: access/choose_model
-- requires: generation/count_use
-- requires: ledger/hold_credits

begin;

/*
 * Authorises one paid request: claims its idempotency key, checks the member and the API key,
 * chooses the model where none is named, resolves plan, access, price and routes, counts it
 * against every limit and places the hold, in one transaction. A request seen before is described
 * instead, and nothing changes.
 *
 * A stream holds its input and the first step of output, and extends as it goes: a large
 * max_tokens does not lock up a balance. A reply that comes whole is held for whole.
 *
 * Raises  FLMEM · FLMOD · FLAPI · FLLCK · FLKEY · FLACC · FLAMT · FLBAL · FLOPN · FLLIM · FLBUD
 *         FLKYU · FLSCO, see docs/error-codes.md
 * Locks   generation.generations row (the key), ledger.accounts row, then access.daily_usage,
 *         access.trials and access.api_keys rows
 */
create function generation.begin(
  p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text,
  p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text,
  p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text,
  p_choices integer default 1, p_persona text default null, p_key_id uuid default null
)
returns json
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_choice access.choice := case
    when p_model is null then access.choose_model(p_account_id, p_user_id, p_persona, p_api) end;
  v_offer generation.offer := generation.find_offer(
    p_account_id, p_user_id, coalesce(p_model, v_choice.model_id), p_api, p_stream,
    p_input_tokens, p_max_output_tokens, p_choices
  );
  v_on_disconnect catalog.on_disconnect;
  v_today integer;
  v_left ledger.placement;
  v_answer json;
begin
  if v_offer.access is null then
    -- A repeat is answered even where its model was taken off or locked meanwhile.
    v_answer := generation.describe_repeat(
      p_account_id, p_generation_id, p_idempotency_key, p_request_hash
    );
    if v_answer is null then
      perform generation.refuse_offer(p_account_id, p_model, p_api, v_offer);
    end if;
    return v_answer;
  end if;

  loop
    insert into generation.generations (
      account_id, id, user_id, model_id, price_id, api, stream, on_disconnect, access, key_id,
      hold, hold_expires_at, idempotency_key, request_hash, replica
    )
    values (
      p_account_id, p_generation_id, p_user_id, v_offer.model_id, v_offer.price_id, p_api,
      p_stream, coalesce(p_on_disconnect::catalog.on_disconnect, v_offer.on_disconnect),
      v_offer.access, p_key_id, v_offer.hold, now() + make_interval(secs => p_hold_seconds),
      p_idempotency_key, p_request_hash, p_replica
    )
    on conflict do nothing
    returning on_disconnect into v_on_disconnect;
    exit when found;

    -- Null means that the key was past its lifetime and is free now: claim it.
    v_answer := generation.describe_repeat(
      p_account_id, p_generation_id, p_idempotency_key, p_request_hash
    );
    if v_answer is not null then
      return v_answer;
    end if;
  end loop;

  v_left := ledger.hold_credits(
    p_account_id, v_offer.hold, v_offer.max_open_generations, v_offer.requests_per_minute,
    v_offer.refuse_in_debt
  );
  if v_offer.messages_per_day is not null or v_offer.access = 'trial' or p_key_id is not null then
    v_today := generation.count_use(p_account_id, p_user_id, p_key_id, v_offer);
  end if;

  return generation.describe_start(
    p_generation_id, v_offer, v_choice, v_on_disconnect, v_today, v_left
  );
end;
$$;

revoke all on function generation.begin(
  uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, text,
  integer, text, uuid
) from public;
grant execute on function generation.begin(
  uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, text,
  integer, text, uuid
) to florin_service;
comment on function generation.begin is 'Authorises one paid request and places its hold.';

commit;

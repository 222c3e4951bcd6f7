-- Deploy florin:generation/begin to pg
-- requires: generation/find_offer
-- requires: generation/refuse_model
-- requires: generation/describe_repeat
-- requires: generation/estimate_hold
-- requires: generation/describe_start
-- requires: ledger/place_hold

begin;

/*
 * Authorises one paid request: claims its idempotency key, checks the member, resolves plan, model
 * and routes, pins the price and places the hold, in one transaction. A request seen before is
 * described instead, and nothing changes.
 *
 * A stream holds its input and the first step of output, and extends as it goes: a large
 * max_tokens does not lock up a balance. A reply that comes whole is held for whole.
 *
 * Raises  FLMEM · FLMOD · FLAPI · FLKEY · FLACC · FLAMT · FLBAL · FLOPN, see docs/error-codes.md
 * Locks   generation.generations row (the key), then ledger.accounts row
 */
create function generation.begin(
  p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text,
  p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text,
  p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text,
  p_choices integer default 1, p_persona text default null, p_key_id uuid default null
)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_offer generation.offer := generation.find_offer(p_account_id, p_user_id, p_model, p_api);
  v_cap bigint;
  v_row generation.generations;
  v_repeat jsonb;
  v_account ledger.accounts;
begin
  if v_offer.routes is null then
    -- A repeat is answered even where its model was taken off the catalogue meanwhile.
    v_repeat := generation.describe_repeat(
      p_account_id, p_generation_id, p_idempotency_key, p_request_hash
    );
    if v_repeat is null then
      perform generation.refuse_model(p_model, p_api);
    end if;
    return v_repeat;
  end if;

  -- The model's bound is on each of the replies asked for, the request's on all of them.
  v_cap := least(p_max_output_tokens, v_offer.max_output_tokens::bigint * p_choices);

  loop
    insert into generation.generations (
      account_id, id, user_id, model_id, price_id, api, stream, on_disconnect, hold,
      idempotency_key, request_hash, replica
    )
    values (
      p_account_id, p_generation_id, p_user_id, v_offer.model_id, (v_offer.price).id, p_api,
      p_stream, coalesce(p_on_disconnect::catalog.on_disconnect, (v_offer.plan).on_disconnect),
      generation.estimate_hold(
        v_offer.price, p_input_tokens,
        case when p_stream then least(v_cap, v_offer.hold_step_tokens) else v_cap end
      ),
      p_idempotency_key, p_request_hash, p_replica
    )
    on conflict do nothing
    returning * into v_row;
    exit when found;

    -- Null means that the key was past its lifetime and is free now: claim it.
    v_repeat := generation.describe_repeat(
      p_account_id, p_generation_id, p_idempotency_key, p_request_hash
    );
    if v_repeat is not null then
      return v_repeat;
    end if;
  end loop;

  v_account := ledger.place_hold(
    p_account_id, p_generation_id, v_row.hold, make_interval(secs => p_hold_seconds),
    'generation', (v_offer.plan).max_open_generations
  );
  if v_account.debt > 0 and (v_offer.plan).refuse_in_debt then
    perform generation.refuse_debt(v_account.debt);
  end if;

  return generation.describe_start(v_row, v_offer, v_cap, v_account);
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

-- Deploy florin:api/begin_generation to pg
-- requires: generation/begin

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.begin has the rules.
create function api.begin_generation(
  p_account_id uuid, p_user_id uuid, p_generation_id uuid, p_model text, p_api text,
  p_stream boolean, p_input_tokens bigint, p_max_output_tokens bigint, p_idempotency_key text,
  p_request_hash bytea, p_on_disconnect text, p_hold_seconds integer, p_replica text,
  p_choices integer default 1, p_persona text default null, p_key_id uuid default null
)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.begin(
    p_account_id, p_user_id, p_generation_id, p_model, p_api, p_stream, p_input_tokens,
    p_max_output_tokens, p_idempotency_key, p_request_hash, p_on_disconnect, p_hold_seconds,
    p_replica, p_choices, p_persona, p_key_id
  );
end;
$$;

revoke all on function api.begin_generation(
  uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, text,
  integer, text, uuid
) from public;
grant execute on function api.begin_generation(
  uuid, uuid, uuid, text, text, boolean, bigint, bigint, text, bytea, text, integer, text,
  integer, text, uuid
) to florin_service;
comment on function api.begin_generation is 'Authorises one paid request and places its hold.';

commit;

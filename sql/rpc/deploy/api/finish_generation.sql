-- Deploy florin:api/finish_generation to pg
-- requires: generation/finish

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.finish has the rules.
create function api.finish_generation(
  p_account_id uuid, p_generation_id uuid, p_outcome text, p_usage jsonb, p_usage_source text,
  p_attempts jsonb, p_http_status integer, p_error jsonb, p_reply bytea, p_reply_type text,
  p_retryable boolean
)
returns json
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.finish(
    p_account_id, p_generation_id, p_outcome, p_usage, p_usage_source, p_attempts, p_http_status,
    p_error, p_reply, p_reply_type, p_retryable
  );
end;
$$;

revoke all on function api.finish_generation(
  uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean
) from public;
grant execute on function api.finish_generation(
  uuid, uuid, text, jsonb, text, jsonb, integer, jsonb, bytea, text, boolean
) to florin_service;
comment on function api.finish_generation is 'Charges and ends one generation, once.';

commit;

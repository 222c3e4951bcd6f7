-- Deploy florin:api/place_app_hold to pg
-- requires: access/place_app_hold

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.place_app_hold has the rules.
create function api.place_app_hold(
  p_account_id uuid,
  p_user_id uuid,
  p_idempotency_key text,
  p_request_hash bytea,
  p_amount bigint,
  p_expires_in_seconds integer,
  p_ref text
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.place_app_hold(
    p_account_id, p_user_id, p_idempotency_key, p_request_hash, p_amount,
    p_expires_in_seconds, p_ref
  );
end;
$$;

revoke all on function api.place_app_hold(uuid, uuid, text, bytea, bigint, integer, text)
from public;
grant execute on function api.place_app_hold(uuid, uuid, text, bytea, bigint, integer, text)
to florin_service;
comment on function api.place_app_hold is 'Reserves credits for a feature of the app.';

commit;

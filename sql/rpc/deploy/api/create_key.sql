-- Deploy florin:api/create_key to pg
-- requires: access/create_key

begin;

-- Thin and security invoker, as the exposed schema asks. For the service, on a user's behalf.
-- access.create_key has the rules.
create function api.create_key(
  p_account_id uuid,
  p_user_id uuid,
  p_is_anonymous boolean,
  p_name text,
  p_scopes text[],
  p_expires_at timestamptz,
  p_budget bigint,
  p_budget_period text,
  p_requests_per_minute integer
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.create_key(
    p_account_id, p_user_id, p_is_anonymous, p_name, p_scopes, p_expires_at, p_budget,
    p_budget_period, p_requests_per_minute
  );
end;
$$;

revoke all on function api.create_key(
  uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer
) from public;
grant execute on function api.create_key(
  uuid, uuid, boolean, text, text[], timestamptz, bigint, text, integer
) to florin_service;
comment on function api.create_key is 'Makes a key and tells its text, once.';

commit;

-- Deploy florin:api/create_api_key to pg
-- requires: access/create_my_key

begin;

-- Thin and security invoker, as the exposed schema asks. For signed-in users.
-- access.create_key has the rules.
create function api.create_api_key(
  p_name text,
  p_scopes text[] default '{generate,read}',
  p_expires_at timestamptz default null,
  p_budget bigint default null,
  p_budget_period text default null,
  p_requests_per_minute integer default null
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.create_my_key(
    p_name, p_scopes, p_expires_at, p_budget, p_budget_period, p_requests_per_minute
  );
end;
$$;

revoke all on function api.create_api_key(
  text, text[], timestamptz, bigint, text, integer
) from public;
grant execute on function api.create_api_key(
  text, text[], timestamptz, bigint, text, integer
) to authenticated;
comment on function api.create_api_key is 'Makes a key and tells its text, once.';

commit;

-- Deploy florin:api/read_account to pg
-- requires: generation/read_account

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.read_account has the rules.
create function api.read_account(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return generation.read_account(p_account_id, p_user_id);
end;
$$;

revoke all on function api.read_account(uuid, uuid) from public;
grant execute on function api.read_account(uuid, uuid) to florin_service;
comment on function api.read_account is 'An account''s plan and credits.';

commit;

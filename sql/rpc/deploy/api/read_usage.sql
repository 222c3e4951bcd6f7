-- Deploy florin:api/read_usage to pg
-- requires: generation/read_usage

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.read_usage has the rules.
create function api.read_usage(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return generation.read_usage(p_account_id, p_user_id);
end;
$$;

revoke all on function api.read_usage(uuid, uuid) from public;
grant execute on function api.read_usage(uuid, uuid) to florin_service;
comment on function api.read_usage is 'The current month of one account.';

commit;

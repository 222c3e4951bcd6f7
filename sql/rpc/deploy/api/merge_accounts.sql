-- Deploy florin:api/merge_accounts to pg
-- requires: access/merge_accounts

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.merge_accounts has the rules.
create function api.merge_accounts(
  p_account_id uuid,
  p_user_id uuid,
  p_from_account_id uuid,
  p_from_user_id uuid
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.merge_accounts(p_account_id, p_user_id, p_from_account_id, p_from_user_id);
end;
$$;

revoke all on function api.merge_accounts(uuid, uuid, uuid, uuid) from public;
grant execute on function api.merge_accounts(uuid, uuid, uuid, uuid) to florin_service;
comment on function api.merge_accounts is 'Merges an anonymous account into another.';

commit;

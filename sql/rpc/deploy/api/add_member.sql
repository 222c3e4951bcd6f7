-- Deploy florin:api/add_member to pg
-- requires: access/add_member

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.add_member has the rules.
create function api.add_member(
  p_account_id uuid,
  p_user_id uuid,
  p_role text default 'member'
)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.add_member(p_account_id, p_user_id, p_role);
end;
$$;

revoke all on function api.add_member(uuid, uuid, text) from public;
grant execute on function api.add_member(uuid, uuid, text) to authenticated;
comment on function api.add_member is 'Lets another user act for an account you own.';

commit;

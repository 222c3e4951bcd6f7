-- Deploy florin:api/remove_member to pg
-- requires: access/remove_member

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.remove_member has the rules.
create function api.remove_member(p_account_id uuid, p_user_id uuid)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.remove_member(p_account_id, p_user_id);
end;
$$;

revoke all on function api.remove_member(uuid, uuid) from public;
grant execute on function api.remove_member(uuid, uuid) to authenticated;
comment on function api.remove_member is 'Ends a membership of an account you own, or your own.';

commit;

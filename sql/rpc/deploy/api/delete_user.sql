-- Deploy florin:api/delete_user to pg
-- requires: access/delete_user

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.delete_user has the rules.
create function api.delete_user(p_account_id uuid, p_user_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform access.delete_user(p_account_id, p_user_id);
end;
$$;

revoke all on function api.delete_user(uuid, uuid) from public;
grant execute on function api.delete_user(uuid, uuid) to florin_service;
comment on function api.delete_user is 'Forgets a user and closes their account.';

commit;

-- Deploy florin:api/open_account to pg
-- requires: access/open_account

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.open_account has the rules.
create function api.open_account(p_user_id uuid, p_is_anonymous boolean)
returns uuid
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.open_account(p_user_id, p_is_anonymous);
end;
$$;

revoke all on function api.open_account(uuid, boolean) from public;
grant execute on function api.open_account(uuid, boolean) to florin_service;
comment on function api.open_account is 'A user''s personal account, opened on first sight.';

commit;

-- Deploy florin:api/delete_my_account to pg
-- requires: access/delete_my_account

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.delete_my_account has the rules.
create function api.delete_my_account()
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform access.delete_my_account();
end;
$$;

revoke all on function api.delete_my_account() from public;
grant execute on function api.delete_my_account() to authenticated;
comment on function api.delete_my_account is
  'Deletes your account and what is known of you; its credits lapse.';

commit;

-- Deploy florin:api/admin_find_accounts to pg
-- requires: access/admin_find_accounts

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.admin_find_accounts has the rules.
create function api.admin_find_accounts(p_query text, p_limit integer default 20)
returns setof access.account_found
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from access.admin_find_accounts(p_query, p_limit);
end;
$$;

revoke all on function api.admin_find_accounts(text, integer) from public;
grant execute on function api.admin_find_accounts(text, integer) to authenticated;
comment on function api.admin_find_accounts is 'For admins: finds accounts.';

commit;

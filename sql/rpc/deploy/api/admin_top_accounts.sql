-- Deploy florin:api/admin_top_accounts to pg
-- requires: generation/admin_top_accounts

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.admin_top_accounts has the rules.
create function api.admin_top_accounts(p_days integer default 30, p_limit integer default 10)
returns setof generation.account_report
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from generation.admin_top_accounts(p_days, p_limit);
end;
$$;

revoke all on function api.admin_top_accounts(integer, integer) from public;
grant execute on function api.admin_top_accounts(integer, integer) to authenticated;
comment on function api.admin_top_accounts is 'For admins: who was charged most.';

commit;

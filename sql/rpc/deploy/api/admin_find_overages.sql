-- Deploy florin:api/admin_find_overages to pg
-- requires: billing/admin_find_overages

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.admin_find_overages has the rules.
create function api.admin_find_overages(p_status text, p_limit integer default 100)
returns setof billing.overage_found
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from billing.admin_find_overages(p_status, p_limit);
end;
$$;

revoke all on function api.admin_find_overages(text, integer) from public;
grant execute on function api.admin_find_overages(text, integer) to authenticated;
comment on function api.admin_find_overages is 'For admins: overage that was not reported.';

commit;

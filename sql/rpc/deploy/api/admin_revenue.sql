-- Deploy florin:api/admin_revenue to pg
-- requires: generation/admin_revenue

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.admin_revenue has the rules.
create function api.admin_revenue(
  p_from date,
  p_to date,
  p_dollars_per_credit numeric default null
)
returns setof generation.revenue_report
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from generation.admin_revenue(p_from, p_to, p_dollars_per_credit);
end;
$$;

revoke all on function api.admin_revenue(date, date, numeric) from public;
grant execute on function api.admin_revenue(date, date, numeric) to authenticated;
comment on function api.admin_revenue is 'For admins: charged against cost, day by day.';

commit;

-- Deploy florin:api/admin_model_usage to pg
-- requires: generation/admin_model_usage

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.admin_model_usage has the rules.
create function api.admin_model_usage(
  p_days integer default 30,
  p_dollars_per_credit numeric default null
)
returns setof generation.model_report
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from generation.admin_model_usage(p_days, p_dollars_per_credit);
end;
$$;

revoke all on function api.admin_model_usage(integer, numeric) from public;
grant execute on function api.admin_model_usage(integer, numeric) to authenticated;
comment on function api.admin_model_usage is 'For admins: models over some days.';

commit;

-- Deploy florin:api/admin_export_usage to pg
-- requires: generation/admin_export_usage

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.admin_export_usage has the rules.
create function api.admin_export_usage(p_from date, p_to date)
returns text
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.admin_export_usage(p_from, p_to);
end;
$$;

revoke all on function api.admin_export_usage(date, date) from public;
grant execute on function api.admin_export_usage(date, date) to authenticated;
comment on function api.admin_export_usage is 'For admins: usage as a CSV file.';

commit;

-- Deploy florin:api/admin_log to pg
-- requires: audit/admin_log

begin;

-- Thin and security invoker, as the exposed schema asks.
-- audit.admin_log has the rules.
create function api.admin_log(p_limit integer default 100, p_before_id bigint default null)
returns setof audit.log
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from audit.admin_log(p_limit, p_before_id);
end;
$$;

revoke all on function api.admin_log(integer, bigint) from public;
grant execute on function api.admin_log(integer, bigint) to authenticated;
comment on function api.admin_log is 'For admins: what admins did.';

commit;

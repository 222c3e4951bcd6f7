-- Deploy florin:api/limits to pg
-- requires: access/my_limits

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.my_limits has the rules.
create function api.limits()
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.my_limits();
end;
$$;

revoke all on function api.limits() from public;
grant execute on function api.limits() to authenticated;
comment on function api.limits is 'The signed-in user''s limits, in one list.';

commit;

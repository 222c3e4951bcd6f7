-- Deploy florin:api/end_rebuild to pg
-- requires: billing/end_rebuild

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.end_rebuild has the rules.
create function api.end_rebuild()
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.end_rebuild();
end;
$$;

revoke all on function api.end_rebuild() from public;
grant execute on function api.end_rebuild() to florin_worker;
comment on function api.end_rebuild is 'Applies every account; what differs from before.';

commit;

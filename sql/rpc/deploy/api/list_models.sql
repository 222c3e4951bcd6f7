-- Deploy florin:api/list_models to pg
-- requires: access/list_my_models

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.list_my_models has the rules.
create function api.list_models()
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.list_my_models();
end;
$$;

revoke all on function api.list_models() from public;
grant execute on function api.list_models() to authenticated;
comment on function api.list_models is 'The catalogue as the user sees it.';

commit;

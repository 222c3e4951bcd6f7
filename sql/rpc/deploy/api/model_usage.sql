-- Deploy florin:api/model_usage to pg
-- requires: access/read_my_model_usage

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.read_my_model_usage has the rules.
create function api.model_usage(p_model_id text)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.read_my_model_usage(p_model_id);
end;
$$;

revoke all on function api.model_usage(text) from public;
grant execute on function api.model_usage(text) to authenticated;
comment on function api.model_usage is 'The user''s day with a model.';

commit;

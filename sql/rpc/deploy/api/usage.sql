-- Deploy florin:api/usage to pg
-- requires: generation/my_usage

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.my_usage has the rules.
create function api.usage(
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_group_by text default 'day'
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.my_usage(p_from, p_to, p_group_by);
end;
$$;

revoke all on function api.usage(timestamptz, timestamptz, text) from public;
grant execute on function api.usage(timestamptz, timestamptz, text) to authenticated;
comment on function api.usage is 'What the signed-in user used in a span of time.';

commit;

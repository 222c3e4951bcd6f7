-- Deploy florin:api/report_usage to pg
-- requires: generation/report_usage

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.report_usage has the rules.
create function api.report_usage(
  p_account_id uuid,
  p_user_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_group_by text
)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return generation.report_usage(p_account_id, p_user_id, p_from, p_to, p_group_by);
end;
$$;

revoke all on function api.report_usage(uuid, uuid, timestamptz, timestamptz, text) from public;
grant execute on function api.report_usage(uuid, uuid, timestamptz, timestamptz, text)
to florin_service;
comment on function api.report_usage is 'What an account used in a span of time.';

commit;

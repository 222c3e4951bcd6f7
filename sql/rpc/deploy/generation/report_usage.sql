-- Deploy florin:generation/report_usage to pg
-- requires: generation/find_plan
-- requires: generation/sum_usage

begin;

/*
 * generation.sum_usage, for a member of the account.
 *
 * Raises  FLMEM not a member · FLQRY as generation.sum_usage
 */
create function generation.report_usage(
  p_account_id uuid,
  p_user_id uuid,
  p_from timestamptz,
  p_to timestamptz,
  p_group_by text
)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform generation.find_plan(p_account_id, p_user_id);
  return generation.sum_usage(p_account_id, p_from, p_to, p_group_by);
end;
$$;

revoke all on function generation.report_usage(uuid, uuid, timestamptz, timestamptz, text)
from public;
grant execute on function generation.report_usage(uuid, uuid, timestamptz, timestamptz, text)
to florin_service;
comment on function generation.report_usage is 'What an account used in a span of time.';

commit;

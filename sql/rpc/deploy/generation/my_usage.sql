-- Deploy florin:generation/my_usage to pg
-- requires: access/my_personal_account
-- requires: generation/sum_usage

begin;

/*
 * The signed-in user's generation.sum_usage, of their personal account.
 *
 * Raises  FLMEM not signed in, or unknown to Auth · FLQRY as generation.sum_usage
 * Locks   as access.open_account
 */
create function generation.my_usage(p_from timestamptz, p_to timestamptz, p_group_by text)
returns jsonb
language plpgsql
volatile
-- Definer: opens the account on first sight.
security definer
set search_path = ''
as $$
begin
  return generation.sum_usage(access.my_personal_account(), p_from, p_to, p_group_by);
end;
$$;

revoke all on function generation.my_usage(timestamptz, timestamptz, text) from public;
grant execute on function generation.my_usage(timestamptz, timestamptz, text) to authenticated;
comment on function generation.my_usage is 'What the signed-in user used in a span of time.';

commit;

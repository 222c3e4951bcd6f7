-- Deploy florin:access/my_limits to pg
-- requires: access/read_limits
-- requires: access/my_personal_account

begin;

/*
 * The signed-in user's access.read_limits, of their personal account.
 *
 * Raises  FLMEM not signed in, or unknown to Auth · FLPLN no plan opens for this kind of user
 * Locks   as access.open_account
 */
create function access.my_limits()
returns jsonb
language plpgsql
volatile
-- Definer: users have no right on the tables of plans and buckets.
security definer
set search_path = ''
as $$
begin
  return access.read_limits(access.my_personal_account(), (select auth.uid()));
end;
$$;

revoke all on function access.my_limits() from public;
grant execute on function access.my_limits() to authenticated;
comment on function access.my_limits is 'The signed-in user''s limits.';

commit;

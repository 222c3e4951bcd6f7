-- Deploy florin:access/read_profile to pg
-- requires: access/describe_profile
-- requires: access/require_member

begin;

/*
 * What a user set for themselves in an account; the defaults where they set nothing yet.
 *
 * Raises  FLMEM not a member
 */
create function access.read_profile(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_profile access.profiles;
begin
  perform access.require_member(p_account_id, p_user_id);
  select * into v_profile
  from access.profiles
  where account_id = p_account_id and user_id = p_user_id;

  return access.describe_profile(v_profile);
end;
$$;

revoke all on function access.read_profile(uuid, uuid) from public;
grant execute on function access.read_profile(uuid, uuid) to florin_service;
comment on function access.read_profile is 'What a user set for themselves.';

commit;

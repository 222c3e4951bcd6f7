-- Deploy florin:access/list_keys to pg
-- requires: access/describe_key
-- requires: access/refuse_member

begin;

/*
 * An account's keys, newest first, those that have ended among them. At most two hundred:
 * access.admit_key bounds both kinds.
 *
 * Raises  FLMEM not a member
 */
create function access.list_keys(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform from access.members where account_id = p_account_id and user_id = p_user_id;
  if not found then
    perform access.refuse_member(p_account_id, p_user_id);
  end if;

  return coalesce(
    (
      select jsonb_agg(access.describe_key(k) order by k.created_at desc, k.id)
      from access.api_keys as k
      where k.account_id = p_account_id
    ),
    '[]'
  );
end;
$$;

revoke all on function access.list_keys(uuid, uuid) from public;
grant execute on function access.list_keys(uuid, uuid) to florin_service;
comment on function access.list_keys is 'An account''s keys, without their secrets.';

commit;

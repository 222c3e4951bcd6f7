-- Deploy florin:access/list_device_challenges to pg
-- requires: access/require_member
-- requires: access/device_challenges

begin;

/*
 * SHA-256 of each challenge that a key may answer now, in hexadecimal: those it answered before
 * among them, so that a repeated request is understood.
 *
 * Raises  FLMEM not a member
 */
create function access.list_device_challenges(p_account_id uuid, p_user_id uuid, p_key_id bytea)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform access.require_member(p_account_id, p_user_id);

  return (
    select coalesce(jsonb_agg(encode(c.challenge_hash, 'hex')), '[]')
    from access.device_challenges as c
    where c.account_id = p_account_id
      and c.expires_at > now()
      and coalesce(c.key_id, p_key_id) = p_key_id
  );
end;
$$;

revoke all on function access.list_device_challenges(uuid, uuid, bytea) from public;
grant execute on function access.list_device_challenges(uuid, uuid, bytea) to florin_service;
comment on function access.list_device_challenges is 'The challenges that a key may answer.';

commit;

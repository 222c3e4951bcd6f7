-- Deploy florin:access/find_attested_key to pg
-- requires: access/require_member
-- requires: access/attested_keys

begin;

/*
 * The public key of an attested key in hexadecimal, or null where it is unknown. Whoever is
 * signed in on the device may use it.
 *
 * Raises  FLMEM not a member
 */
create function access.find_attested_key(
  p_account_id uuid,
  p_user_id uuid,
  p_environment text,
  p_key_id bytea
)
returns text
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform access.require_member(p_account_id, p_user_id);

  return (
    select encode(k.public_key, 'hex')
    from access.attested_keys as k
    where k.key_id = p_key_id
      and k.environment = p_environment
  );
end;
$$;

revoke all on function access.find_attested_key(uuid, uuid, text, bytea) from public;
grant execute on function access.find_attested_key(uuid, uuid, text, bytea) to florin_service;
comment on function access.find_attested_key is 'The public key of an attested key.';

commit;

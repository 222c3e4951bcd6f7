-- Deploy florin:access/find_key to pg
-- requires: access/api_keys
-- requires: access/merges

begin;

/*
 * Whom a key acts for, by the SHA-256 of its text. Null for what is unknown, revoked or expired:
 * the three are not told apart to whoever holds it. The account is the one in the key's text; where
 * that was merged, the key is the other account's by now.
 */
create function access.find_key(p_account_id uuid, p_secret_hash bytea)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_found jsonb;
begin
  select jsonb_build_object(
    'key_id', k.id, 'account_id', k.account_id, 'user_id', k.user_id, 'scopes', k.scopes,
    'expires_at', k.expires_at
  )
  into v_found
  from access.api_keys as k
  where k.account_id in (
      p_account_id,
      (select m.into_account_id from access.merges as m where m.account_id = p_account_id)
    )
    and k.secret_hash = p_secret_hash
    and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > now());

  return v_found;
end;
$$;

revoke all on function access.find_key(uuid, bytea) from public;
grant execute on function access.find_key(uuid, bytea) to florin_service;
comment on function access.find_key is 'Whom a key acts for, by its hash.';

commit;

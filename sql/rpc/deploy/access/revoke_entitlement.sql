-- Deploy florin:access/revoke_entitlement to pg
-- requires: access/entitlements

begin;

/*
 * Takes an entitlement back, once: the first reason and time stay. Returns it, or null where it
 * was never granted. access.grant_entitlement says what brings it back.
 *
 * Locks   access.entitlements row
 */
create function access.revoke_entitlement(
  p_account_id uuid,
  p_kind text,
  p_key text,
  p_source text,
  p_source_ref text,
  p_because text
)
returns access.entitlements
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_entitlement access.entitlements;
begin
  update access.entitlements
  set
    revoked_at = coalesce(revoked_at, now()),
    revoked_because = case when revoked_at is null then p_because else revoked_because end
  where account_id = p_account_id
    and kind = p_kind
    and key = p_key
    and source = p_source
    and source_ref = p_source_ref
  returning * into v_entitlement;

  return v_entitlement;
end;
$$;

revoke all on function access.revoke_entitlement(uuid, text, text, text, text, text)
from public;
comment on function access.revoke_entitlement is 'Takes an entitlement back, once.';

commit;

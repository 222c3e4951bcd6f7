-- Deploy florin:api/admin_revoke_entitlement to pg
-- requires: access/admin_revoke_entitlement

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.admin_revoke_entitlement has the rules.
create function api.admin_revoke_entitlement(
  p_user text,
  p_kind text,
  p_key text,
  p_source text,
  p_ref text,
  p_because text
)
returns access.entitlements
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.admin_revoke_entitlement(p_user, p_kind, p_key, p_source, p_ref, p_because);
end;
$$;

revoke all on function api.admin_revoke_entitlement(
  text, text, text, text, text, text
) from public;
grant execute on function api.admin_revoke_entitlement(
  text, text, text, text, text, text
) to authenticated;
comment on function api.admin_revoke_entitlement is 'For admins: takes an entitlement back.';

commit;

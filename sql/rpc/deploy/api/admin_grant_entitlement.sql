-- Deploy florin:api/admin_grant_entitlement to pg
-- requires: access/admin_grant_entitlement

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.admin_grant_entitlement has the rules.
create function api.admin_grant_entitlement(
  p_user text,
  p_kind text,
  p_key text,
  p_ref text,
  p_valid_until timestamptz default null
)
returns access.entitlements
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.admin_grant_entitlement(p_user, p_kind, p_key, p_ref, p_valid_until);
end;
$$;

revoke all on function api.admin_grant_entitlement(
  text, text, text, text, timestamptz
) from public;
grant execute on function api.admin_grant_entitlement(
  text, text, text, text, timestamptz
) to authenticated;
comment on function api.admin_grant_entitlement is 'For admins: entitles an account.';

commit;

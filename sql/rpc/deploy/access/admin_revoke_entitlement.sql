-- Deploy florin:access/admin_revoke_entitlement to pg
-- requires: access/find_user_account
-- requires: access/revoke_entitlement
-- requires: audit/begin_action
-- requires: audit/log_change

begin;

/*
 * For admins: takes an entitlement of whatever source back, once.
 *
 * Raises  FLADM not an admin · FLARG no such user or entitlement, or no reason
 * Locks   access.entitlements row
 */
create function access.admin_revoke_entitlement(
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
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_revoked access.entitlements;
begin
  perform audit.begin_action('admin_revoke_entitlement');
  if coalesce(length(p_because), 0) not between 1 and 500 then
    perform access.refuse_argument('p_because', '1 to 500 characters');
  end if;

  v_revoked := access.revoke_entitlement(
    access.find_user_account(p_user), p_kind, p_key, p_source, p_ref, p_because
  );
  if v_revoked.id is null then
    perform access.refuse_argument('p_ref', 'the reference of an entitlement of this account');
  end if;
  return v_revoked;
end;
$$;

revoke all on function access.admin_revoke_entitlement(text, text, text, text, text, text)
from public;
grant execute on function access.admin_revoke_entitlement(text, text, text, text, text, text)
to authenticated;
comment on function access.admin_revoke_entitlement is 'For admins: takes an entitlement back.';

commit;

-- Deploy florin:access/admin_grant_entitlement to pg
-- requires: access/find_user_account
-- requires: access/grant_entitlement
-- requires: access/tell_of_model_access
-- requires: audit/begin_action
-- requires: audit/log_change

begin;

/*
 * For admins: entitles a user's account to a model or a feature, from now until p_valid_until
 * (null: for good). The same reference again changes the time only.
 *
 * Raises  FLADM not an admin · FLARG no such user, or no reference · FLMOD no such model
 *         23514 neither model nor feature
 * Locks   access.entitlements row
 */
create function access.admin_grant_entitlement(
  p_user text,
  p_kind text,
  p_key text,
  p_ref text,
  p_valid_until timestamptz
)
returns access.entitlements
language plpgsql
volatile
-- Definer: admins have no right on any table.
security definer
set search_path = ''
as $$
begin
  perform audit.begin_action('admin_grant_entitlement');
  if coalesce(length(p_ref), 0) not between 1 and 200 then
    perform access.refuse_argument('p_ref', '1 to 200 characters');
  end if;

  return access.grant_entitlement(
    access.find_user_account(p_user), p_kind, p_key, 'admin_grant', p_ref, null, p_valid_until
  );
end;
$$;

revoke all on function access.admin_grant_entitlement(text, text, text, text, timestamptz)
from public;
grant execute on function access.admin_grant_entitlement(text, text, text, text, timestamptz)
to authenticated;
comment on function access.admin_grant_entitlement is 'For admins: entitles an account.';

commit;

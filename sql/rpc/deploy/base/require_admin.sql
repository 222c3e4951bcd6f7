-- Deploy florin:base/require_admin to pg
-- requires: base/schemas

begin;

/*
 * Refuses everybody but users whose app_metadata.role is admin. The claim is signed by Auth, and
 * users cannot write app_metadata.
 *
 * Raises  FLADM not an admin
 */
create function private.require_admin()
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  -- Distinct, so that a missing claim is a refusal and not a null.
  if (select auth.jwt()) -> 'app_metadata' ->> 'role' is distinct from 'admin' then
    raise exception 'admins only' using
      errcode = 'FLADM',
      detail = '{}',
      hint = 'Sign in as a user whose app_metadata.role is admin.';
  end if;
end;
$$;

revoke all on function private.require_admin() from public;
comment on function private.require_admin is 'Refuses everybody but admins.';

commit;

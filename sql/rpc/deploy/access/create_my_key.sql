-- Deploy florin:access/create_my_key to pg
-- requires: access/create_key
-- requires: access/my_personal_account

begin;

/*
 * Makes a key for the signed-in user on their personal account; see access.create_key.
 *
 * Raises  as access.my_personal_account and access.create_key
 * Locks   ledger.accounts row
 */
create function access.create_my_key(
  p_name text,
  p_scopes text[],
  p_expires_at timestamptz,
  p_budget bigint,
  p_budget_period text,
  p_requests_per_minute integer
)
returns jsonb
language plpgsql
volatile
-- Definer: users have no right on the table of keys but to read some of its columns.
security definer
set search_path = ''
as $$
begin
  return access.create_key(
    access.my_personal_account(),
    (select auth.uid()),
    coalesce(((select auth.jwt()) ->> 'is_anonymous')::boolean, false),
    p_name, p_scopes, p_expires_at, p_budget, p_budget_period, p_requests_per_minute
  );
end;
$$;

revoke all on function access.create_my_key(
  text, text[], timestamptz, bigint, text, integer
) from public;
grant execute on function access.create_my_key(
  text, text[], timestamptz, bigint, text, integer
) to authenticated;
comment on function access.create_my_key is 'Makes a key for the signed-in user.';

commit;

-- Deploy florin:access/list_my_models to pg
-- requires: access/my_personal_account
-- requires: catalog/list_models

begin;

/*
 * catalog.list_models for the signed-in user.
 *
 * Raises  FLMEM not signed in · as access.my_personal_account
 */
create function access.list_my_models()
returns jsonb
language plpgsql
volatile
-- Definer: users have no right on the tables, and the user is whoever signed in.
security definer
set search_path = ''
as $$
declare
  -- A statement of its own: what it opens is seen by the next one only.
  v_account_id uuid := access.my_personal_account();
begin
  return catalog.list_models(v_account_id, (select auth.uid()));
end;
$$;

revoke all on function access.list_my_models() from public;
grant execute on function access.list_my_models() to authenticated;
comment on function access.list_my_models is 'The catalogue as the signed-in user sees it.';

commit;

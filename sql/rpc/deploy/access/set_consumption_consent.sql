-- Deploy florin:access/set_consumption_consent to pg
-- requires: access/consumption_consents
-- requires: access/my_personal_account
-- requires: access/refuse_argument

begin;

/*
 * Records whether the signed-in user lets a store be told how much of a purchase was used.
 *
 * Raises  FLMEM not signed in · FLARG neither true nor false · FLACC their account was closed
 * Locks   access.consumption_consents row
 */
create function access.set_consumption_consent(p_is_given boolean)
returns boolean
language plpgsql
volatile
-- Definer: users have no right to write any table.
security definer
set search_path = ''
as $$
begin
  if p_is_given is null then
    perform access.refuse_argument('p_is_given', 'true or false');
  end if;

  insert into access.consumption_consents as c (account_id, user_id, is_given)
  values (access.my_personal_account(), (select auth.uid()), p_is_given)
  on conflict (account_id, user_id) do update
  set is_given = excluded.is_given, changed_at = now()
  where c.is_given <> excluded.is_given;

  return p_is_given;
end;
$$;

revoke all on function access.set_consumption_consent(boolean) from public;
grant execute on function access.set_consumption_consent(boolean) to authenticated;
comment on function access.set_consumption_consent is
  'Records whether a store may be told how much was used.';

commit;

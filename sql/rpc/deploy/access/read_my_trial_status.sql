-- Deploy florin:access/read_my_trial_status to pg
-- requires: access/my_personal_account
-- requires: access/read_trial_status

begin;

/*
 * access.read_trial_status for the signed-in user.
 *
 * Raises  FLMEM not signed in · FLMOD unknown or disabled model
 */
create function access.read_my_trial_status(p_model_id text)
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
  return access.read_trial_status(v_account_id, (select auth.uid()), p_model_id);
end;
$$;

revoke all on function access.read_my_trial_status(text) from public;
grant execute on function access.read_my_trial_status(text) to authenticated;
comment on function access.read_my_trial_status is 'Whether the user may use a model now, and why.';

commit;

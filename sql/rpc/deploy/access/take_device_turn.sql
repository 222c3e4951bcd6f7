-- Deploy florin:access/take_device_turn to pg
-- requires: access/require_member
-- requires: access/describe_welcome
-- requires: access/next_device_turn
-- requires: access/refuse_turn

begin;

/*
 * Takes the turn for a claim that is open, see access.next_device_turn; or answers as
 * access.open_device_check does, where the account got its credits meanwhile.
 *
 * Raises  FLMEM not a member · FLTRN no such claim is open
 * Locks   access.device_turns row, then access.device_checks row
 */
create function access.take_device_turn(p_account_id uuid, p_user_id uuid, p_check_id uuid)
returns jsonb
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_environment text;
begin
  perform access.require_member(p_account_id, p_user_id);
  select environment into v_environment
  from access.device_checks
  where account_id = p_account_id
    and id = p_check_id
    and state = 'opened';
  if not found then
    perform access.refuse_turn(p_account_id, p_check_id);
  end if;

  -- Whoever grants holds this row: what the account has is looked at after they have let it go.
  perform from access.device_turns where environment = v_environment for update;
  return coalesce(
    access.describe_welcome(p_account_id, v_environment),
    access.next_device_turn(p_check_id, v_environment)
  );
end;
$$;

revoke all on function access.take_device_turn(uuid, uuid, uuid) from public;
grant execute on function access.take_device_turn(uuid, uuid, uuid) to florin_service;
comment on function access.take_device_turn is 'Takes the turn for a claim of welcome credits.';

commit;

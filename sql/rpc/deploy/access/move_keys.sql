-- Deploy florin:access/move_keys to pg
-- requires: access/api_keys

begin;

/*
 * Points an account's API keys to the one it is merged into, and to the user who has that: they go
 * on working, and there is somebody who can end them. Their text keeps the old account's id;
 * access.find_key follows. Returns how many.
 *
 * Locks   access.api_keys rows; the caller holds both accounts' rows
 */
create function access.move_keys(p_account_id uuid, p_into_account_id uuid, p_user_id uuid)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_moved integer;
begin
  update access.api_keys
  set account_id = p_into_account_id, user_id = p_user_id
  where account_id = p_account_id;
  get diagnostics v_moved = row_count;

  return v_moved;
end;
$$;

revoke all on function access.move_keys(uuid, uuid, uuid) from public;
comment on function access.move_keys is 'Points API keys to the account theirs is merged into.';

commit;

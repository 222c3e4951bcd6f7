-- Deploy florin:access/refuse_turn to pg
-- requires: base/schemas

begin;

/*
 * Refuses a step of a claim whose turn is over, or that has gone another way meanwhile.
 *
 * Raises  FLTRN always
 */
create function access.refuse_turn(p_account_id uuid, p_check_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'check % of account % has not the turn', p_check_id, p_account_id using
    errcode = 'FLTRN',
    detail = pg_catalog.json_build_object('check_id', p_check_id)::text,
    hint = 'Other devices are being checked. Try again with a new device token.';
end;
$$;

revoke all on function access.refuse_turn(uuid, uuid) from public;
comment on function access.refuse_turn is 'Raises FLTRN.';

commit;

-- Deploy florin:ledger/refuse_hold to pg
-- requires: base/schemas

begin;

/*
 * Raises why a hold cannot be changed: p_status is what it is, null where there is none.
 *
 * Raises  FLHLD always
 */
create function ledger.refuse_hold(p_hold_id uuid, p_status text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  raise exception 'hold % is %, not open', p_hold_id, coalesce(p_status, 'unknown') using
    errcode = 'FLHLD',
    detail = pg_catalog.json_build_object(
      'hold_id', p_hold_id, 'status', coalesce(p_status, 'unknown')
    )::text,
    hint = 'A hold closes once. Read what it was settled with.';
end;
$$;

revoke all on function ledger.refuse_hold(uuid, text) from public;
comment on function ledger.refuse_hold is 'Raises FLHLD with the status the hold has.';

commit;

-- Deploy florin:ledger/refuse_hold to pg
-- requires: ledger/holds

begin;

/*
 * Refuses to close or extend a hold that is not open.
 *
 * Raises  FLHLD always
 */
create function ledger.refuse_hold(p_account_id uuid, p_hold_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_status ledger.hold_status;
begin
  select h.status into v_status
  from ledger.holds as h
  where h.account_id = p_account_id
    and h.id = p_hold_id;

  raise exception 'hold % is %, not open', p_hold_id, coalesce(v_status::text, 'unknown') using
    errcode = 'FLHLD',
    detail = pg_catalog.json_build_object(
      'hold_id', p_hold_id, 'status', coalesce(v_status::text, 'unknown')
    )::text,
    hint = 'A hold closes once. Read what it was settled with.';
end;
$$;

revoke all on function ledger.refuse_hold(uuid, uuid) from public;
comment on function ledger.refuse_hold is 'Raises FLHLD with the hold''s status.';

commit;

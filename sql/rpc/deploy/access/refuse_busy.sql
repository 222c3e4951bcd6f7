-- Deploy florin:access/refuse_busy to pg
-- requires: base/schemas

begin;

/*
 * Refuses to merge an account whose credits are held by running work: what it will cost is not
 * known yet.
 *
 * Raises  FLBSY always
 */
create function access.refuse_busy(p_account_id uuid, p_open_holds integer)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'account % has % open holds', p_account_id, p_open_holds using
    errcode = 'FLBSY',
    detail = pg_catalog.json_build_object(
      'open_holds', p_open_holds, 'retry_after_s', 5
    )::text,
    hint = 'Wait until the anonymous user''s generations have ended, then try again.';
end;
$$;

revoke all on function access.refuse_busy(uuid, integer) from public;
comment on function access.refuse_busy is 'Raises FLBSY with the number of open holds.';

commit;

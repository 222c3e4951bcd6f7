-- Deploy florin:access/refuse_busy to pg
-- requires: ledger/microcredits

begin;

/*
 * Refuses to merge an account whose credits are held by running work: what it will cost is not
 * known yet.
 *
 * Raises  FLBSY always
 */
create function access.refuse_busy(
  p_account_id uuid,
  p_held ledger.microcredits,
  p_open_generations integer
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'account % has work running', p_account_id using
    errcode = 'FLBSY',
    detail = pg_catalog.json_build_object(
      'held', p_held, 'open_generations', p_open_generations, 'retry_after_s', 5
    )::text,
    hint = 'Wait until the anonymous user''s generations have ended, then try again.';
end;
$$;

revoke all on function access.refuse_busy(uuid, ledger.microcredits, integer) from public;
comment on function access.refuse_busy is 'Raises FLBSY with what is held.';

commit;

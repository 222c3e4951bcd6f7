-- Deploy florin:ledger/refuse_pace to pg
-- requires: base/schemas

begin;

/*
 * Refuses work that comes faster than the account's rate. p_at is when the next may come.
 *
 * Raises  FLLIM always
 */
create function ledger.refuse_pace(p_at timestamptz, p_per_minute integer)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception '% a minute are allowed', p_per_minute using
    errcode = 'FLLIM',
    detail = pg_catalog.json_build_object(
      'limit_source', 'requests_per_minute', 'limit', p_per_minute, 'remaining', 0,
      'resets_at', p_at,
      'retry_after_s', greatest(ceil(extract(epoch from p_at - clock_timestamp())), 1)
    )::text,
    hint = 'Wait, then try again.';
end;
$$;

revoke all on function ledger.refuse_pace(timestamptz, integer) from public;
comment on function ledger.refuse_pace is 'Refuses work that comes too fast.';

commit;

-- Deploy florin:access/limit_app_holds to pg
-- requires: access/app_holds
-- requires: ledger/holds

begin;

/*
 * Refuses the hold just placed where it is one too many of the app's: holds that are forgotten
 * lock up a balance, so their number has an end.
 *
 * Raises  FLOPN more than 100 are open
 * Locks   access.app_holds rows that expired, skipping locked ones. The caller has the account's
 *         row locked, so that nobody places another between the count and the commit
 */
create function access.limit_app_holds(p_account_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_max_open constant integer := 100;
  v_open integer;
begin
  -- The worker that expires holds knows nothing of the app's; what it closed is noted here, so
  -- that the count below looks at open ones alone.
  update access.app_holds as p
  set closed_at = d.closed_at
  from (
    select n.id, h.closed_at
    from access.app_holds as n
    join ledger.holds as h on h.account_id = n.account_id and h.id = n.id
    where n.account_id = p_account_id
      and n.closed_at is null
      and h.closed_at is not null
    for update of n skip locked
  ) as d
  where p.account_id = p_account_id
    and p.id = d.id;

  select count(*) into v_open
  from access.app_holds as p
  join ledger.holds as h on h.account_id = p.account_id and h.id = p.id
  where p.account_id = p_account_id
    and p.closed_at is null
    and h.status = 'open';
  if v_open > v_max_open then
    raise exception '% holds are open, % are allowed', v_open - 1, v_max_open using
      errcode = 'FLOPN',
      detail = pg_catalog.json_build_object(
        'limit_source', 'open_holds', 'limit', v_max_open, 'remaining', 0, 'retry_after_s', 5
      )::text,
      hint = 'Settle or release a hold first.';
  end if;
end;
$$;

revoke all on function access.limit_app_holds(uuid) from public;
comment on function access.limit_app_holds is 'Raises FLOPN where too many holds are open.';

commit;

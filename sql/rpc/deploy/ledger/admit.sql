-- Deploy florin:ledger/admit to pg
-- requires: ledger/refresh_account
-- requires: ledger/refuse_balance
-- requires: ledger/refuse_pace
-- requires: ledger/refuse_debt
-- requires: ledger/placement

begin;

/*
 * The slow half of ledger.hold_credits, for an account whose buckets are behind the clock or which
 * is about to be refused: refreshes it under its lock, then reserves or says why not.
 *
 * Raises  FLACC unknown or inactive account · FLBAL not enough credits, or debt
 *         FLOPN too many open generations · FLLIM too many in this minute
 * Locks   ledger.accounts row, before anything else is read
 */
create function ledger.admit(
  p_account_id uuid,
  p_amount ledger.microcredits,
  p_max_open integer,
  p_per_minute integer,
  p_refuse_in_debt boolean
)
returns ledger.placement
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_pace interval := interval '1 minute' / p_per_minute;
  v_account ledger.accounts := ledger.refresh_account(p_account_id);
  v_available bigint := v_account.posted - v_account.held + v_account.overdraft_limit;
begin
  if v_account.status <> 'active' then
    perform ledger.refuse_account(p_account_id, v_account.status::text);
  end if;

  if v_account.open_generations >= p_max_open then
    raise exception '% generations are open, % are allowed',
      v_account.open_generations, p_max_open using
      errcode = 'FLOPN',
      detail = pg_catalog.json_build_object(
        'limit_source', 'open_generations', 'limit', p_max_open, 'retry_after_s', 5
      )::text,
      hint = 'Wait until one of the running generations has ended.';
  end if;

  if v_account.paced_until > clock_timestamp() + interval '1 minute' - v_pace then
    perform ledger.refuse_pace(
      v_account.paced_until + v_pace - interval '1 minute', p_per_minute
    );
  end if;

  if v_account.debt > 0 and p_refuse_in_debt then
    perform ledger.refuse_debt(v_account.debt);
  end if;

  if v_available < p_amount and p_amount > 0 then
    perform ledger.refuse_balance(v_available, p_amount);
  end if;

  update ledger.accounts
  set
    held = held + p_amount,
    open_generations = open_generations + (p_max_open is not null)::integer,
    paced_until = coalesce(greatest(paced_until, clock_timestamp()) + v_pace, paced_until)
  where id = p_account_id
  returning * into strict v_account;

  return row(
    v_account.posted - v_account.held + v_account.overdraft_limit, v_account.paced_until
  )::ledger.placement;
end;
$$;

revoke all on function ledger.admit(
  uuid, ledger.microcredits, integer, integer, boolean
) from public;
comment on function ledger.admit is 'Reserves on a refreshed account, or raises the reason.';

commit;

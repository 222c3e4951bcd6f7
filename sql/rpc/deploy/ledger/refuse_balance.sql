-- Deploy florin:ledger/refuse_balance to pg
-- requires: ledger/microcredits

begin;

/*
 * Refuses work that the account cannot pay.
 *
 * Raises  FLBAL always
 */
create function ledger.refuse_balance(
  p_available ledger.microcredits,
  p_required ledger.microcredits
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'not enough credits: % available, % required', p_available, p_required using
    errcode = 'FLBAL',
    detail = pg_catalog.json_build_object(
      'limit_source', 'credits', 'available', p_available, 'required', p_required
    )::text,
    hint = 'Buy credits, wait for the next period, or ask for less output.';
end;
$$;

revoke all on function ledger.refuse_balance(ledger.microcredits, ledger.microcredits)
from public;
comment on function ledger.refuse_balance is 'Raises FLBAL with what is there and what it takes.';

commit;

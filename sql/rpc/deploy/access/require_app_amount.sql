-- Deploy florin:access/require_app_amount to pg
-- requires: ledger/refuse_amount

begin;

/*
 * Passes amounts that an app may hold or charge at once: a billion credits are more than anybody
 * has, and sums of them stay far from the end of bigint.
 *
 * Raises  FLAMT not from 1 to 10^15
 */
create function access.require_app_amount(p_amount ledger.microcredits)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_amount is null or p_amount not between 1 and 1000000000000000 then
    perform ledger.refuse_amount(p_amount, 'an amount of the app is from 1 to 10^15');
  end if;
end;
$$;

revoke all on function access.require_app_amount(ledger.microcredits) from public;
comment on function access.require_app_amount is 'Raises FLAMT for amounts out of bounds.';

commit;

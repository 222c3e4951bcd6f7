-- Deploy florin:ledger/refuse_debt to pg
-- requires: ledger/microcredits

begin;

/*
 * Refuses new work of an account in debt whose plan asks for that.
 *
 * Raises  FLBAL always
 */
create function ledger.refuse_debt(p_debt ledger.microcredits)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'the account owes %', p_debt using
    errcode = 'FLBAL',
    detail = pg_catalog.json_build_object('limit_source', 'debt', 'debt', p_debt)::text,
    hint = 'Buy credits: they pay the debt first.';
end;
$$;

revoke all on function ledger.refuse_debt(ledger.microcredits) from public;
comment on function ledger.refuse_debt is 'Raises FLBAL with the debt.';

commit;

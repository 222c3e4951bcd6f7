-- Deploy florin:ledger/refuse_amount to pg
-- requires: ledger/microcredits

begin;

/*
 * Refuses an amount that no rule allows.
 *
 * Raises  FLAMT always
 */
create function ledger.refuse_amount(p_amount ledger.microcredits, p_rule text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'amount % breaks the rule: %', p_amount, p_rule using
    errcode = 'FLAMT',
    detail = pg_catalog.json_build_object('amount', p_amount, 'rule', p_rule)::text,
    hint = 'Amounts are whole microcredits within the stated rule.';
end;
$$;

revoke all on function ledger.refuse_amount(ledger.microcredits, text) from public;
comment on function ledger.refuse_amount is 'Raises FLAMT with the amount and the rule.';

commit;

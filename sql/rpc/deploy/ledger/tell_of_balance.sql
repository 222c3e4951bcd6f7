-- Deploy florin:ledger/tell_of_balance to pg
-- requires: audit/emit
-- requires: ledger/microcredits

begin;

/*
 * Tells that an account's credits changed by something that has no event of its own: those who
 * show a balance must hear of every change of it. p_amount is what it did to what is posted, or for
 * holds to what is available. p_ref names what it came of.
 */
create function ledger.tell_of_balance(
  p_account_id uuid, p_reason text, p_amount ledger.microcredits, p_ref text
)
returns void
language sql
volatile
set search_path = ''
as $$
  select audit.emit(p_account_id, 'balance_changed', pg_catalog.jsonb_build_object(
    'reason', p_reason, 'amount', p_amount, 'ref', p_ref
  ));
$$;

revoke all on function ledger.tell_of_balance(uuid, text, ledger.microcredits, text) from public;
comment on function ledger.tell_of_balance is 'Tells of a change that has no event of its own.';

commit;

-- Deploy florin:generation/charge to pg
-- requires: generation/bill
-- requires: generation/priced
-- requires: generation/correct
-- requires: access/settle_key
-- requires: ledger/settle_hold
-- requires: ledger/release_hold

begin;

/*
 * Moves the money of one generation, whose row the caller holds. Running: the hold is settled, or
 * released where nothing was used. Expired: the sweeper charged what it knew, so only the
 * difference moves.
 *
 * Raises  FLHLD the hold is not open although the generation runs
 * Locks   access.api_keys row, then ledger.holds row, then ledger.accounts row
 */
create function generation.charge(
  p_bill generation.bill,
  p_priced generation.priced,
  p_usage_source ledger.usage_source
)
returns ledger.settlement
language plpgsql
volatile
set search_path = ''
as $$
begin
  if p_bill.status <> 'running' then
    return generation.correct(p_bill, p_priced.charge, p_usage_source);
  end if;

  if p_bill.key_id is not null then
    perform access.settle_key(
      p_bill.account_id, p_bill.key_id, (
        select h.amount from ledger.holds as h
        where h.account_id = p_bill.account_id and h.id = p_bill.id
      ), p_priced.charge
    );
  end if;

  if p_usage_source = 'none' then
    return ledger.release_hold(p_bill.account_id, p_bill.id);
  end if;
  return ledger.settle_hold(
    p_bill.account_id, p_bill.id, p_priced.charge, p_bill.model_id, p_usage_source
  );
end;
$$;

revoke all on function generation.charge(
  generation.bill, generation.priced, ledger.usage_source
) from public;
comment on function generation.charge is 'Moves the money of one generation.';

commit;

-- Deploy florin:generation/correct to pg
-- requires: generation/bill
-- requires: generation/find_settlement
-- requires: access/settle_key
-- requires: ledger/charge_late
-- requires: ledger/grant_credits

begin;

/*
 * Corrects the charge of a generation that the sweeper ended before its truth was known: only the
 * difference moves, up or down.
 *
 * Locks   access.api_keys row, then ledger.accounts row
 */
create function generation.correct(
  p_bill generation.bill,
  p_charge bigint,
  p_usage_source ledger.usage_source
)
returns ledger.settlement
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_more bigint := p_charge - coalesce(p_bill.charged, 0);
  v_settled ledger.settlement;
begin
  if p_bill.key_id is not null then
    perform access.settle_key(p_bill.account_id, p_bill.key_id, 0, v_more);
  end if;

  if v_more > 0 then
    v_settled := ledger.charge_late(
      p_bill.account_id, p_bill.id, p_bill.created_at, v_more, p_bill.model_id, p_usage_source
    );
  elsif v_more < 0 then
    perform ledger.grant_credits(
      p_bill.account_id, 'reversal', 'generation:' || p_bill.id, -v_more
    );
  end if;

  v_settled := generation.find_settlement(p_bill.account_id, p_bill.id);
  v_settled.charged := p_charge;
  return v_settled;
end;
$$;

revoke all on function generation.correct(generation.bill, bigint, ledger.usage_source)
from public;
comment on function generation.correct is 'Corrects the charge of a generation the sweeper ended.';

commit;

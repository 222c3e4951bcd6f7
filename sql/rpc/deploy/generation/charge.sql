-- Deploy florin:generation/charge to pg
-- requires: generation/generations
-- requires: generation/priced
-- requires: ledger/settle_hold
-- requires: ledger/release_hold
-- requires: ledger/charge_late
-- requires: ledger/grant_credits

begin;

/*
 * Moves the money of one generation, whose row the caller holds. Running: the hold is settled, or
 * released where nothing was used. Expired: the sweeper charged what it knew, so only the
 * difference moves, up or down.
 *
 * Raises  FLHLD the hold is not open although the generation runs
 * Locks   ledger.holds row, then ledger.accounts row
 */
create function generation.charge(
  p_generation generation.generations,
  p_priced generation.priced,
  p_usage_source ledger.usage_source
)
returns ledger.settlement
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account_id uuid := p_generation.account_id;
  v_more bigint;
  v_settled ledger.settlement;
begin
  if p_generation.status = 'running' then
    if p_usage_source = 'none' then
      return ledger.release_hold(v_account_id, p_generation.id);
    end if;
    return ledger.settle_hold(
      v_account_id, p_generation.id, p_priced.charge, p_generation.model_id, p_usage_source
    );
  end if;

  v_more := p_priced.charge - coalesce(p_generation.charged, 0);
  if v_more > 0 then
    v_settled := ledger.charge_late(
      v_account_id, p_generation.id, p_generation.created_at, v_more, p_generation.model_id,
      p_usage_source
    );
  elsif v_more < 0 then
    perform ledger.grant_credits(
      v_account_id, 'reversal', 'generation:' || p_generation.id, -v_more
    );
  end if;

  select
    p_priced.charge, 0, greatest(h.amount - coalesce(h.settled, 0), 0), a.posted,
    a.posted - a.held + a.overdraft_limit, a.version
  into strict v_settled
  from ledger.accounts as a
  join ledger.holds as h on h.account_id = a.id and h.id = p_generation.id
  where a.id = v_account_id;
  return v_settled;
end;
$$;

revoke all on function generation.charge(
  generation.generations, generation.priced, ledger.usage_source
) from public;
comment on function generation.charge is 'Moves the money of one generation.';

commit;

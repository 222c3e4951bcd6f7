-- Deploy florin:ledger/settle to pg
-- requires: ledger/settle@v0.1.0
-- requires: ledger/settlement
-- requires: ledger/accounts_burning_rest
-- requires: ledger/guard_burning
-- requires: ledger/entries
-- requires: ledger/take_charge@v0.1.0
-- requires: ledger/bound_charge
-- requires: ledger/refuse_amount

begin;

/*
 * Charges what work really cost and frees what was held for it; a cost of zero only frees. More
 * than was held is charged as far as available credits reach; what they cannot cover is our loss,
 * not debt. The caller has just closed what held the credits, once: nobody settles twice.
 *
 * p_hold_id and p_ref are for the entry. p_generations is 1 where a generation ends, else 0.
 *
 * Raises  FLAMT negative amount
 * Locks   ledger.accounts row
 */
create or replace function ledger.settle(
  p_account_id uuid,
  p_hold_id uuid,
  p_held ledger.microcredits,
  p_held_since timestamptz,
  p_generations integer,
  p_amount ledger.microcredits,
  p_ref text,
  p_usage_source ledger.usage_source
)
returns ledger.settlement
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_charge bigint := p_amount;
  v_account record;
begin
  if p_amount is null or p_amount < 0 then
    perform ledger.refuse_amount(p_amount, 'a charge is not negative');
  end if;
  if p_amount > p_held then
    v_charge := ledger.bound_charge(p_account_id, p_held, p_held_since, p_amount);
  end if;

  -- Nearly always the bucket that burns covers the charge with something left, and burns on: what
  -- is left of it is on this row, and the bucket's own stays as it is (decision 32).
  update ledger.accounts
  set
    posted = posted - v_charge,
    held = held - p_held,
    open_generations = open_generations - p_generations,
    version = version + (v_charge > 0)::integer,
    burning_rest = burning_rest - v_charge
  where id = p_account_id
    and (
      v_charge = 0
      or burning_rest > v_charge and coalesce(next_bucket_change_at > now(), true)
    )
  returning posted, posted - held + overdraft_limit as available, version
  into v_account;

  if not found then
    update ledger.accounts
    set
      posted = posted - v_charge,
      held = held - p_held,
      open_generations = open_generations - p_generations,
      version = version + 1
    where id = p_account_id
    returning posted, posted - held + overdraft_limit as available, version
    into strict v_account;
    perform ledger.take_charge(
      p_account_id, v_account.version, v_account.posted, null, p_hold_id,
      p_held_since, v_charge, 'settle', p_ref, p_usage_source
    );
  elsif v_charge > 0 then
    insert into ledger.entries (
      account_id, version, amount, posted_after, kind, contra, hold_id, ref, usage_source
    )
    values (
      p_account_id, v_account.version, -v_charge, v_account.posted, 'settle', 'revenue',
      p_hold_id, p_ref, p_usage_source
    );
  end if;

  return row(
    v_charge, p_amount - v_charge, greatest(p_held - v_charge, 0),
    v_account.posted, v_account.available, v_account.version
  )::ledger.settlement;
end;
$$;

revoke all on function ledger.settle(
  uuid, uuid, ledger.microcredits, timestamptz, integer, ledger.microcredits, text,
  ledger.usage_source
) from public;
comment on function ledger.settle is 'Charges what work cost and frees what was held for it.';

commit;

-- Deploy florin:access/measure_overage to pg
-- requires: ledger/entries

begin;

/*
 * How much of an account's debt is work from p_start to p_until that went below zero and was not
 * billed yet. Debt of refunds is not, nor is work after p_until, whose period will pay it. What has
 * been paid of a debt since was the oldest of it, so what is left is the newest.
 *
 * Reads the account's entries backwards to p_start, or to the last that billed this period (p_ref).
 *
 * Locks   nothing: the caller holds the account's row
 */
create function access.measure_overage(
  p_account_id uuid,
  p_debt ledger.microcredits,
  p_start timestamptz,
  p_until timestamptz,
  p_ref text
)
returns ledger.microcredits
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entry record;
  v_left bigint := p_debt;
  v_part bigint;
  v_within bigint := 0;
begin
  for v_entry in
    select
      e.kind, e.ref, e.created_at,
      least(-e.amount, greatest(-e.posted_after, 0)) as below_zero
    from ledger.entries as e
    where e.account_id = p_account_id
    order by e.version desc
  loop
    exit when v_left = 0
      or v_entry.created_at < p_start
      or (v_entry.kind = 'adjust' and v_entry.ref = p_ref);
    v_part := least(greatest(v_entry.below_zero, 0), v_left);
    v_left := v_left - v_part;
    if v_entry.kind in ('settle', 'late_settle') and v_entry.created_at < p_until then
      v_within := v_within + v_part;
    end if;
  end loop;

  return v_within;
end;
$$;

revoke all on function access.measure_overage(
  uuid, ledger.microcredits, timestamptz, timestamptz, text
) from public;
comment on function access.measure_overage is 'How much of a debt is work to be billed.';

commit;

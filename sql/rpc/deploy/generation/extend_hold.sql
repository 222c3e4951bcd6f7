-- Deploy florin:generation/extend_hold to pg
-- requires: ledger/extend_hold
-- requires: access/extend_key
-- requires: generation/generations

begin;

/*
 * Raises the hold of a running generation to at least p_amount and renews its lease. Idempotent.
 * Returns what is held now.
 *
 * Raises  FLHLD not running any more · FLBAL not enough credits · FLBUD the API key's
 *         budget is spent
 * Locks   ledger.holds row, ledger.accounts row, then access.api_keys row
 */
create function generation.extend_hold(
  p_account_id uuid,
  p_generation_id uuid,
  p_amount ledger.microcredits,
  p_hold_seconds integer
)
returns ledger.microcredits
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
declare
  v_key_id uuid;
  v_before bigint;
  v_now bigint;
begin
  select g.key_id into v_key_id
  from generation.generations as g
  where g.account_id = p_account_id
    and g.id = p_generation_id;
  if v_key_id is not null then
    -- Locked: the same call may run twice, when the service asks again after a broken connection.
    select h.amount into v_before
    from ledger.holds as h
    where h.account_id = p_account_id
      and h.id = p_generation_id
    for no key update;
  end if;

  v_now := ledger.extend_hold(
    p_account_id, p_generation_id, p_amount, make_interval(secs => p_hold_seconds)
  );
  if v_now > v_before then
    perform access.extend_key(p_account_id, v_key_id, v_now - v_before);
  end if;

  return v_now;
end;
$$;

revoke all on function generation.extend_hold(uuid, uuid, ledger.microcredits, integer)
from public;
grant execute on function generation.extend_hold(uuid, uuid, ledger.microcredits, integer)
to florin_service;
comment on function generation.extend_hold is 'Raises a running generation''s hold.';

commit;

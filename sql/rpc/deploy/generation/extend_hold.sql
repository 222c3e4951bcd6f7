-- Deploy florin:generation/extend_hold to pg
-- requires: ledger/hold_more
-- requires: ledger/refuse_hold
-- requires: access/extend_key
-- requires: generation/generations

begin;

/*
 * Raises the hold of a running generation to at least p_amount and renews its lease. Idempotent.
 * Returns what is held now.
 *
 * Raises  FLHLD not running any more · FLBAL not enough credits · FLBUD the API key's
 *         budget is spent
 * Locks   generation.generations row, ledger.accounts row, then access.api_keys row
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
  v_generation record;
begin
  select g.status, g.hold, g.key_id into v_generation
  from generation.generations as g
  where g.account_id = p_account_id
    and g.id = p_generation_id
  for no key update;
  if v_generation.status is distinct from 'running' then
    perform ledger.refuse_hold(p_generation_id, v_generation.status::text);
  end if;

  if p_amount > v_generation.hold then
    perform ledger.hold_more(p_account_id, p_amount - v_generation.hold);
    if v_generation.key_id is not null then
      perform access.extend_key(
        p_account_id, v_generation.key_id, p_amount - v_generation.hold
      );
    end if;
  end if;

  update generation.generations
  set
    hold = greatest(hold, p_amount),
    hold_expires_at = now() + make_interval(secs => p_hold_seconds)
  where account_id = p_account_id
    and id = p_generation_id;

  return greatest(v_generation.hold, p_amount);
end;
$$;

revoke all on function generation.extend_hold(uuid, uuid, ledger.microcredits, integer)
from public;
grant execute on function generation.extend_hold(uuid, uuid, ledger.microcredits, integer)
to florin_service;
comment on function generation.extend_hold is 'Raises a running generation''s hold.';

commit;

-- Deploy florin:generation/record_progress to pg
-- requires: generation/generations
-- requires: generation/price_usage
-- requires: generation/find_bill

begin;

/*
 * Heartbeat of a running generation: notes its usage so far, which is what the sweeper charges if
 * the service dies, and renews the hold's lease. Returns false once it runs no more.
 *
 * Raises  FLAMT negative usage
 * Locks   generation.generations row
 */
create function generation.record_progress(
  p_account_id uuid,
  p_generation_id uuid,
  p_usage jsonb,
  p_hold_seconds integer
)
returns boolean
language plpgsql
volatile
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  update generation.generations
  set progress = p_usage, hold_expires_at = now() + make_interval(secs => p_hold_seconds)
  where account_id = p_account_id
    and id = p_generation_id
    and status = 'running';
  if not found then
    return false;
  end if;

  -- What cannot be priced is refused here: in the sweeper it would stop the batch, every time.
  perform generation.price_usage(p_usage, generation.find_bill(p_account_id, p_generation_id));

  return true;
end;
$$;

revoke all on function generation.record_progress(uuid, uuid, jsonb, integer) from public;
grant execute on function generation.record_progress(uuid, uuid, jsonb, integer)
to florin_service;
comment on function generation.record_progress is 'Heartbeat of a running generation.';

commit;

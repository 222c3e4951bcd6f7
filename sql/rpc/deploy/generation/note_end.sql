-- Deploy florin:generation/note_end to pg
-- requires: generation/generations
-- requires: generation/due_roll_ups
-- requires: access/give_back
-- requires: ledger/settlement

begin;

/*
 * What few ends of a generation need: what came to nothing, or what the provider failed at, gives
 * its message back; a retryable failure that cost nothing frees the idempotency key; cost that no
 * credits covered is written down; a day that may be summed up already is marked to be summed up
 * again.
 *
 * Locks   access.daily_usage, access.trials and generation.due_roll_ups rows. The caller has the
 *         generation's row and its account's
 */
create function generation.note_end(
  p_account_id uuid,
  p_generation_id uuid,
  p_settled ledger.settlement,
  p_retryable boolean
)
returns void
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_generation record;
begin
  if p_retryable or p_settled.uncollected > 0 then
    update generation.generations
    set
      charged = p_settled.charged,
      uncollected = p_settled.uncollected,
      idempotency_key = case
        when p_retryable and p_settled.charged + p_settled.uncollected = 0 then null
        else idempotency_key end
    where account_id = p_account_id
      and id = p_generation_id;
  end if;

  select g.user_id, g.model_id, g.access, g.status, g.usage_source, g.created_at
  into strict v_generation
  from generation.generations as g
  where g.account_id = p_account_id
    and g.id = p_generation_id;

  if v_generation.usage_source = 'none' or v_generation.status = 'provider_failed' then
    perform access.give_back(
      p_account_id, v_generation.user_id, v_generation.model_id, v_generation.created_at,
      v_generation.access = 'trial'
    );
  end if;

  if v_generation.created_at < date_trunc('day', now(), 'UTC') then
    insert into generation.due_roll_ups (account_id, day)
    values (p_account_id, (v_generation.created_at at time zone 'UTC')::date)
    on conflict do nothing;
  end if;
end;
$$;

revoke all on function generation.note_end(uuid, uuid, ledger.settlement, boolean) from public;
comment on function generation.note_end is 'What few ends of a generation need.';

commit;

-- Deploy florin:generation/clean_idempotency_keys to pg
-- requires: generation/generations
-- requires: generation/replies

begin;

/*
 * Frees idempotency keys and deletes stored replies older than 24 hours, at most p_limit of each.
 * Returns how many; call again until it is less than the limit. A key it has not reached yet is
 * free all the same: age decides, this only tidies. So it looks back a week, not to the beginning.
 *
 * Locks   generation.generations and generation.replies rows, skipping locked ones
 */
create function generation.clean_idempotency_keys(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_keys integer;
  v_replies integer;
begin
  update generation.generations as g
  set idempotency_key = null
  from (
    select account_id, id
    from generation.generations
    where created_at between now() - interval '8 days' and now() - interval '24 hours'
      and idempotency_key is not null
      and status <> 'running'
    limit p_limit
    for update skip locked
  ) as old
  where g.account_id = old.account_id and g.id = old.id;
  get diagnostics v_keys = row_count;

  delete from generation.replies as r
  using (
    select account_id, generation_id
    from generation.replies
    where created_at < now() - interval '24 hours'
    limit p_limit
    for update skip locked
  ) as old
  where r.account_id = old.account_id and r.generation_id = old.generation_id;
  get diagnostics v_replies = row_count;

  return greatest(v_keys, v_replies);
end;
$$;

revoke all on function generation.clean_idempotency_keys(integer) from public;
grant execute on function generation.clean_idempotency_keys(integer) to florin_worker;
comment on function generation.clean_idempotency_keys is 'Frees old keys and replies, in batches.';

commit;

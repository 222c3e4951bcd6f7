-- Deploy florin:generation/scrub to pg
-- requires: generation/generations
-- requires: generation/replies

begin;

/*
 * Takes out of an account's history what could lead to a person: stored replies, and of up to
 * p_limit ended generations the user, the client's key, the request's hash and all of an error but
 * its code. Amounts and usage stay, as the book's evidence. The user becomes all zeros, not null:
 * the column of a hot table stays what every reader takes it for. Returns how many generations;
 * call again until it is less than the limit.
 *
 * Locks   generation.generations rows, skipping locked ones: who ends a generation holds its row
 *         and waits for the account, which the caller may hold
 */
create function generation.scrub(p_account_id uuid, p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_nobody constant uuid := '00000000-0000-0000-0000-000000000000'::uuid;
  v_count integer;
begin
  delete from generation.replies where account_id = p_account_id;

  update generation.generations as g
  set
    user_id = v_nobody,
    idempotency_key = null,
    request_hash = '',
    error = case when g.error is not null then jsonb_build_object('code', g.error -> 'code') end
  from (
    select s.id
    from generation.generations as s
    where s.account_id = p_account_id
      and s.user_id <> v_nobody
      and s.status <> 'running'
    limit p_limit
    for update skip locked
  ) as old
  where g.account_id = p_account_id
    and g.id = old.id;
  get diagnostics v_count = row_count;

  return v_count;
end;
$$;

revoke all on function generation.scrub(uuid, integer) from public;
comment on function generation.scrub is 'Takes the person out of an account''s history.';

commit;

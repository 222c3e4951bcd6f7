-- Deploy florin:generation/describe_repeat to pg
-- requires: generation/generations
-- requires: generation/replies

begin;

/*
 * Answers a request whose idempotency key (or generation id) was seen before: running, or
 * finished. A key older than its 24 hours is freed and answers null: the request is new.
 *
 * Raises  FLKEY the key was used for another request
 * Locks   nothing
 */
create function generation.describe_repeat(
  p_account_id uuid,
  p_generation_id uuid,
  p_idempotency_key text,
  p_request_hash bytea
)
returns json
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_generation generation.generations;
begin
  select * into v_generation
  from generation.generations as g
  where g.account_id = p_account_id
    and (g.id = p_generation_id or g.idempotency_key = p_idempotency_key)
  limit 1;
  if not found then
    return null;
  end if;

  if v_generation.created_at < now() - interval '24 hours'
    and v_generation.status <> 'running'
    and v_generation.id <> p_generation_id
  then
    update generation.generations
    set idempotency_key = null
    where account_id = p_account_id and id = v_generation.id;
    return null;
  end if;

  if v_generation.request_hash is distinct from p_request_hash then
    raise exception 'the idempotency key was used for another request' using
      errcode = 'FLKEY',
      detail = pg_catalog.json_build_object('generation_id', v_generation.id)::text,
      hint = 'Use a new Idempotency-Key for a new request.';
  end if;

  return json_build_object(
    'status', case v_generation.status when 'running' then 'running' else 'finished' end,
    'generation_id', v_generation.id,
    'outcome', v_generation.status,
    'replica', v_generation.replica,
    'api', v_generation.api,
    'stream', v_generation.stream,
    'http_status', v_generation.http_status,
    'charged', v_generation.charged,
    'has_reply', exists (
      select from generation.replies as r
      where r.account_id = p_account_id and r.generation_id = v_generation.id
    )
  );
end;
$$;

revoke all on function generation.describe_repeat(uuid, uuid, text, bytea) from public;
comment on function generation.describe_repeat is 'What to answer to a repeated request.';

commit;

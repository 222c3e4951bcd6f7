-- Deploy florin:generation/read_reply to pg
-- requires: generation/replies

begin;

/*
 * The stored reply of one generation, while it is kept. The caller has learned the generation's
 * id from generation.begin, which checked the member.
 */
create function generation.read_reply(p_account_id uuid, p_generation_id uuid)
returns table (http_status integer, content_type text, body bytea)
language sql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
  select r.http_status, r.content_type, r.body
  from generation.replies as r
  where r.account_id = p_account_id
    and r.generation_id = p_generation_id
    and r.created_at > now() - interval '24 hours';
$$;

revoke all on function generation.read_reply(uuid, uuid) from public;
grant execute on function generation.read_reply(uuid, uuid) to florin_service;
comment on function generation.read_reply is 'The stored reply of one generation.';

commit;

-- Deploy florin:api/read_reply to pg
-- requires: generation/read_reply

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.read_reply has the rules.
create function api.read_reply(p_account_id uuid, p_generation_id uuid)
returns table (http_status integer, content_type text, body bytea)
language sql
stable
set search_path = ''
as $$
  select * from generation.read_reply(p_account_id, p_generation_id);
$$;

revoke all on function api.read_reply(uuid, uuid) from public;
grant execute on function api.read_reply(uuid, uuid) to florin_service;
comment on function api.read_reply is 'The stored reply of one generation.';

commit;

-- Deploy florin:api/read_generation to pg
-- requires: generation/read_one

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.read_one has the rules.
create function api.read_generation(p_account_id uuid, p_user_id uuid, p_generation_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return generation.read_one(p_account_id, p_user_id, p_generation_id);
end;
$$;

revoke all on function api.read_generation(uuid, uuid, uuid) from public;
grant execute on function api.read_generation(uuid, uuid, uuid) to florin_service;
comment on function api.read_generation is 'The public facts of one generation.';

commit;

-- Deploy florin:generation/find_generation to pg
-- requires: generation/generations

begin;

/*
 * Returns one generation.
 *
 * Raises  FLGEN unknown generation
 */
create function generation.find_generation(p_account_id uuid, p_generation_id uuid)
returns generation.generations
language plpgsql
stable
set search_path = ''
as $$
declare
  v_generation generation.generations;
begin
  select * into v_generation
  from generation.generations as g
  where g.account_id = p_account_id
    and g.id = p_generation_id;
  if not found then
    raise exception 'no generation %', p_generation_id using
      errcode = 'FLGEN',
      detail = pg_catalog.json_build_object('generation_id', p_generation_id)::text,
      hint = 'It belongs to another account, or never began.';
  end if;

  return v_generation;
end;
$$;

revoke all on function generation.find_generation(uuid, uuid) from public;
comment on function generation.find_generation is 'Returns one generation.';

commit;

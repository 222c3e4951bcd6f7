-- Deploy florin:api/archive_generations to pg
-- requires: generation/archive

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.archive has the rules.
create function api.archive_generations(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.archive(p_limit);
end;
$$;

revoke all on function api.archive_generations(integer) from public;
grant execute on function api.archive_generations(integer) to florin_worker;
comment on function api.archive_generations is
  'Deletes old generations that are summed up, in batches.';

commit;

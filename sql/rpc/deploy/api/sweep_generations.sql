-- Deploy florin:api/sweep_generations to pg
-- requires: generation/sweep

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.sweep has the rules.
create function api.sweep_generations(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.sweep(p_limit);
end;
$$;

revoke all on function api.sweep_generations(integer) from public;
grant execute on function api.sweep_generations(integer) to florin_worker;
comment on function api.sweep_generations is
  'Ends generations whose service went silent, in batches.';

commit;

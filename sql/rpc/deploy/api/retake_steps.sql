-- Deploy florin:api/retake_steps to pg
-- requires: generation/retake_steps

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.retake_steps has the rules.
create function api.retake_steps(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.retake_steps(p_limit);
end;
$$;

revoke all on function api.retake_steps(integer) from public;
grant execute on function api.retake_steps(integer) to florin_worker;
comment on function api.retake_steps is
  'Gives the steps of dead workers back to the queue, in batches.';

commit;

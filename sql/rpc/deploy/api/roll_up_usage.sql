-- Deploy florin:api/roll_up_usage to pg
-- requires: generation/roll_up

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.roll_up has the rules.
create function api.roll_up_usage(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.roll_up(p_limit);
end;
$$;

revoke all on function api.roll_up_usage(integer) from public;
grant execute on function api.roll_up_usage(integer) to florin_worker;
comment on function api.roll_up_usage is 'Sums up usage of days that are over, in batches.';

commit;

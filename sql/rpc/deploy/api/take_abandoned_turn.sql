-- Deploy florin:api/take_abandoned_turn to pg
-- requires: access/take_abandoned_turn

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.take_abandoned_turn has the rules.
create function api.take_abandoned_turn(
  p_environment text
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.take_abandoned_turn(p_environment);
end;
$$;

revoke all on function api.take_abandoned_turn(text) from public;
grant execute on function api.take_abandoned_turn(text) to florin_worker;
comment on function api.take_abandoned_turn is 'Takes the turn for a claim that was left.';

commit;

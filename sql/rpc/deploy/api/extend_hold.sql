-- Deploy florin:api/extend_hold to pg
-- requires: generation/extend_hold

begin;

-- Thin and security invoker, as the exposed schema asks.
-- generation.extend_hold has the rules.
create function api.extend_hold(
  p_account_id uuid, p_generation_id uuid, p_amount bigint, p_hold_seconds integer
)
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
begin
  return generation.extend_hold(p_account_id, p_generation_id, p_amount, p_hold_seconds);
end;
$$;

revoke all on function api.extend_hold(uuid, uuid, bigint, integer) from public;
grant execute on function api.extend_hold(uuid, uuid, bigint, integer) to florin_service;
comment on function api.extend_hold is 'Raises a running generation''s hold.';

commit;

-- Deploy florin:api/clean_outbox to pg
-- requires: audit/clean_outbox

begin;

-- Thin and security invoker, as the exposed schema asks.
-- audit.clean_outbox has the rules.
create function api.clean_outbox(p_limit integer)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
begin
  return audit.clean_outbox(p_limit);
end;
$$;

revoke all on function api.clean_outbox(integer) from public;
grant execute on function api.clean_outbox(integer) to florin_worker;
comment on function api.clean_outbox is
  'Deletes events that were delivered, in batches.';

commit;

-- Deploy florin:api/find_last_event to pg
-- requires: billing/find_last_event

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.find_last_event has the rules.
create function api.find_last_event(p_provider text, p_environment text)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
begin
  return billing.find_last_event(p_provider, p_environment);
end;
$$;

revoke all on function api.find_last_event(text, text) from public;
grant execute on function api.find_last_event(text, text) to florin_worker;
comment on function api.find_last_event is 'When the newest event that a store told happened.';

commit;

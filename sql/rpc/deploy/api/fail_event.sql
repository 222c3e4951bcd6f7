-- Deploy florin:api/fail_event to pg
-- requires: billing/fail_event

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.fail_event has the rules.
create function api.fail_event(
  p_provider text,
  p_environment text,
  p_event_id text,
  p_problem text,
  p_is_final boolean
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform billing.fail_event(p_provider, p_environment, p_event_id, p_problem, p_is_final);
end;
$$;

revoke all on function api.fail_event(text, text, text, text, boolean) from public;
grant execute on function api.fail_event(text, text, text, text, boolean) to florin_worker;
comment on function api.fail_event is 'Notes that an event was not folded.';

commit;

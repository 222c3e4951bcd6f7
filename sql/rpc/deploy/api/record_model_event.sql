-- Deploy florin:api/record_model_event to pg
-- requires: access/record_my_model_event

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.record_my_model_event has the rules.
create function api.record_model_event(p_kind text, p_model_id text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform access.record_my_model_event(p_kind, p_model_id);
end;
$$;

revoke all on function api.record_model_event(text, text) from public;
grant execute on function api.record_model_event(text, text) to authenticated;
comment on function api.record_model_event is 'Records one event that only the app sees.';

commit;

-- Deploy florin:api/record_consumption to pg
-- requires: billing/record_consumption

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.record_consumption has the rules.
create function api.record_consumption(
  p_environment text,
  p_event_id text,
  p_outcome text,
  p_detail text
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform billing.record_consumption(p_environment, p_event_id, p_outcome, p_detail);
end;
$$;

revoke all on function api.record_consumption(text, text, text, text) from public;
grant execute on function api.record_consumption(text, text, text, text) to florin_worker;
comment on function api.record_consumption is 'Notes what became of a consumption request.';

commit;

-- Deploy florin:billing/record_consumption to pg
-- requires: billing/consumption_requests

begin;

/*
 * Notes what became of a consumption request: `answered` or `refused` for good, or `waiting`, to
 * be tried again in five minutes and then at growing intervals, within the hour.
 *
 * Locks   billing.consumption_requests row
 */
create function billing.record_consumption(
  p_environment text,
  p_event_id text,
  p_outcome text,
  p_detail text
)
returns void
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
begin
  update billing.consumption_requests
  set outcome = p_outcome,
    detail = pg_catalog.left(p_detail, 500),
    due_at = now() + least(attempts, 8) * interval '5 minutes',
    changed_at = now()
  where environment = p_environment
    and event_id = p_event_id
    and outcome = 'waiting';
end;
$$;

revoke all on function billing.record_consumption(text, text, text, text) from public;
grant execute on function billing.record_consumption(text, text, text, text) to florin_worker;
comment on function billing.record_consumption is 'Notes what became of a consumption request.';

commit;

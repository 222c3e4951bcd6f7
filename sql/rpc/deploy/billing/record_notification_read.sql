-- Deploy florin:billing/record_notification_read to pg
-- requires: billing/notification_reads

begin;

/*
 * Notes how far a reading came: the token of the next page; without one it is over and the next
 * is due in an hour. With a problem it is tried again in ten minutes, from that page, or without
 * one in a new window from the beginning. False: the lease had passed to another worker, and
 * nothing was noted.
 *
 * Locks   billing.notification_reads row
 */
create function billing.record_notification_read(
  p_provider text,
  p_environment text,
  p_lease uuid,
  p_page_token text,
  p_problem text,
  p_lease_s integer
)
returns boolean
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_is_over boolean := p_page_token is null and p_problem is null;
begin
  update billing.notification_reads
  set read_up_to = case when v_is_over then window_end else read_up_to end,
    window_end = case when p_page_token is null then null else window_end end,
    page_token = p_page_token,
    last_problem = pg_catalog.left(p_problem, 500),
    due_at = now() + case
      when v_is_over then interval '1 hour'
      when p_problem is not null then interval '10 minutes'
      else pg_catalog.make_interval(secs => p_lease_s)
    end
  where provider = p_provider
    and environment = p_environment
    and lease = p_lease;
  return found;
end;
$$;

revoke all on function billing.record_notification_read(text, text, uuid, text, text, integer)
from public;
grant execute on function billing.record_notification_read(text, text, uuid, text, text, integer)
to florin_worker;
comment on function billing.record_notification_read is
  'Notes how far the reading of a notification history came.';

commit;

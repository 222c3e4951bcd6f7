-- Deploy florin:api/record_notification_read to pg
-- requires: billing/record_notification_read

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.record_notification_read has the rules.
create function api.record_notification_read(
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
set search_path = ''
as $$
begin
  return billing.record_notification_read(
    p_provider, p_environment, p_lease, p_page_token, p_problem, p_lease_s
  );
end;
$$;

revoke all on function api.record_notification_read(text, text, uuid, text, text, integer)
from public;
grant execute on function api.record_notification_read(text, text, uuid, text, text, integer)
to florin_worker;
comment on function api.record_notification_read is
  'Notes how far the reading of a notification history came.';

commit;

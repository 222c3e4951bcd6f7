-- Deploy florin:api/claim_notification_read to pg
-- requires: billing/claim_notification_read

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.claim_notification_read has the rules.
create function api.claim_notification_read(
  p_provider text,
  p_environment text,
  p_lease_s integer
)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.claim_notification_read(p_provider, p_environment, p_lease_s);
end;
$$;

revoke all on function api.claim_notification_read(text, text, integer) from public;
grant execute on function api.claim_notification_read(text, text, integer) to florin_worker;
comment on function api.claim_notification_read is
  'Says which part of a store''s notification history to read next.';

commit;

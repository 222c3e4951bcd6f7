-- Deploy florin:api/record_check to pg
-- requires: billing/record_check

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.record_check has the rules.
create function api.record_check(
  p_account_id uuid,
  p_environment text,
  p_period_start timestamptz,
  p_customer_id text,
  p_reported bigint,
  p_counted bigint,
  p_missing bigint[]
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform billing.record_check(
    p_account_id, p_environment, p_period_start, p_customer_id, p_reported, p_counted, p_missing
  );
end;
$$;

revoke all on function api.record_check(
  uuid, text, timestamptz, text, bigint, bigint, bigint[]
) from public;
grant execute on function api.record_check(
  uuid, text, timestamptz, text, bigint, bigint, bigint[]
) to florin_worker;
comment on function api.record_check is 'Notes what a store counted of a period''s overage.';

commit;

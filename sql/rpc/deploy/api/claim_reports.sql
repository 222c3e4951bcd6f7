-- Deploy florin:api/claim_reports to pg
-- requires: billing/claim_reports

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.claim_reports has the rules.
create function api.claim_reports(p_environment text, p_limit integer, p_lease_s integer)
returns table (
  account_id uuid,
  entry_version bigint,
  customer_id text,
  units bigint,
  happened_at timestamptz
)
language plpgsql
volatile
set search_path = ''
as $$
begin
  return query select * from billing.claim_reports(p_environment, p_limit, p_lease_s);
end;
$$;

revoke all on function api.claim_reports(text, integer, integer) from public;
grant execute on function api.claim_reports(text, integer, integer) to florin_worker;
comment on function api.claim_reports is 'Leases slices of overage that are to be reported.';

commit;

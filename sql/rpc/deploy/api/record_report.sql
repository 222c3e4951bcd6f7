-- Deploy florin:api/record_report to pg
-- requires: billing/record_report

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.record_report has the rules.
create function api.record_report(p_account_id uuid, p_entry_version bigint)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return billing.record_report(p_account_id, p_entry_version);
end;
$$;

revoke all on function api.record_report(uuid, bigint) from public;
grant execute on function api.record_report(uuid, bigint) to florin_worker;
comment on function api.record_report is 'Notes that a store has a slice of overage.';

commit;

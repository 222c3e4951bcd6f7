-- Deploy florin:api/fail_report to pg
-- requires: billing/fail_report

begin;

-- Thin and security invoker, as the exposed schema asks.
-- billing.fail_report has the rules.
create function api.fail_report(
  p_account_id uuid,
  p_entry_version bigint,
  p_problem text,
  p_was_refused boolean
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform billing.fail_report(p_account_id, p_entry_version, p_problem, p_was_refused);
end;
$$;

revoke all on function api.fail_report(uuid, bigint, text, boolean) from public;
grant execute on function api.fail_report(uuid, bigint, text, boolean) to florin_worker;
comment on function api.fail_report is 'Notes why a slice of overage was not reported.';

commit;

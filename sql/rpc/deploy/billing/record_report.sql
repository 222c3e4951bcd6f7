-- Deploy florin:billing/record_report to pg
-- requires: billing/overage_reports

begin;

/*
 * Notes that a store has a slice of overage. Whether that is new.
 *
 * Locks   billing.overage_reports row
 */
create function billing.record_report(p_account_id uuid, p_entry_version bigint)
returns boolean
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
begin
  update billing.overage_reports
  set status = 'sent', sent_at = now(), problem = null
  where account_id = p_account_id
    and entry_version = p_entry_version
    and status in ('pending', 'in_doubt');
  return found;
end;
$$;

revoke all on function billing.record_report(uuid, bigint) from public;
grant execute on function billing.record_report(uuid, bigint) to florin_worker;
comment on function billing.record_report is 'Notes that a store has a slice of overage.';

commit;

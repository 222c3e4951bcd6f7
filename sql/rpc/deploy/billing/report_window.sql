-- Deploy florin:billing/report_window to pg
-- requires: base/schemas

begin;

/*
 * Since when overage can be reported: Stripe takes what is up to 35 days old, by its own clock.
 */
create function billing.report_window()
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select now() - interval '35 days' + interval '10 minutes';
$$;

revoke all on function billing.report_window() from public;
comment on function billing.report_window is 'Since when overage can be reported.';

commit;

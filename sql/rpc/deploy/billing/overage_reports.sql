-- Deploy florin:billing/overage_reports to pg
-- requires: access/overages

begin;

create table billing.overage_reports (
  account_id uuid not null,
  entry_version bigint not null,
  period_start timestamptz not null,
  happened_at timestamptz not null,
  units bigint not null,
  status text not null,
  environment text,
  customer_id text,
  attempts integer not null default 0,
  attempted_at timestamptz,
  claimed_at timestamptz,
  next_attempt_at timestamptz not null default now(),
  problem text,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  constraint overage_reports_pkey primary key (account_id, entry_version),
  constraint overage_reports_overage_fkey
    foreign key (account_id, entry_version) references access.overages (account_id, entry_version),
  constraint status_is_known check (
    status in ('carried', 'pending', 'in_doubt', 'sent', 'given_up')
  ),
  constraint environment_is_known check (environment in ('production', 'sandbox')),
  constraint nothing_is_carried check ((units = 0) = (status = 'carried') and units >= 0)
);

-- For the workers.
create index overage_reports_due on billing.overage_reports (next_attempt_at)
where status = 'pending';
-- For admins: what was not reported.
create index overage_reports_open on billing.overage_reports (status, happened_at)
where status in ('pending', 'in_doubt', 'given_up');
-- For comparing: what an account reported within some time.
create index overage_reports_time on billing.overage_reports (account_id, happened_at);

alter table billing.overage_reports enable row level security;

comment on table billing.overage_reports is
  'What became of each slice of overage with the store that bills it. Reported once each.';
comment on column billing.overage_reports.account_id is 'Who owes it.';
comment on column billing.overage_reports.entry_version is
  'The slice, see access.overages. The store knows it as florin-<account_id>-<entry_version>.';
comment on column billing.overage_reports.period_start is 'The period it was in.';
comment on column billing.overage_reports.happened_at is
  'When, for the store: the last whole second of the slice.';
comment on column billing.overage_reports.units is
  'Whole credits: what the period''s slices come to with this one, less what they came to before.';
comment on column billing.overage_reports.status is
  'carried (no whole credit: left to the next), pending, sent, given_up, in_doubt (asked for).';
comment on column billing.overage_reports.environment is
  'production or sandbox, where it was tried; null before.';
comment on column billing.overage_reports.customer_id is
  'The store''s customer it was tried for; null before.';
comment on column billing.overage_reports.attempts is 'How often a worker took it.';
comment on column billing.overage_reports.attempted_at is
  'Since when the store may have it; null where it certainly has not.';
comment on column billing.overage_reports.claimed_at is 'When a worker took it last.';
comment on column billing.overage_reports.next_attempt_at is
  'When it is to be taken next; a lease while a worker has it.';
comment on column billing.overage_reports.problem is 'Why it was not sent.';
comment on column billing.overage_reports.sent_at is 'When the store had it for certain.';
comment on column billing.overage_reports.created_at is 'When it was written.';

commit;

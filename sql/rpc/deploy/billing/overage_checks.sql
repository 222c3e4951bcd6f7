-- Deploy florin:billing/overage_checks to pg
-- requires: ledger/accounts

begin;

create table billing.overage_checks (
  account_id uuid not null,
  environment text not null,
  period_start timestamptz not null,
  customer_id text not null,
  check_at timestamptz,
  reported bigint,
  counted bigint,
  checked_at timestamptz,
  constraint overage_checks_pkey
    primary key (account_id, environment, period_start, customer_id),
  constraint overage_checks_account_fkey
    foreign key (account_id) references ledger.accounts (id),
  constraint environment_is_known check (environment in ('production', 'sandbox'))
);

-- For the workers.
create index overage_checks_due on billing.overage_checks (check_at) where check_at is not null;

alter table billing.overage_checks enable row level security;

comment on table billing.overage_checks is
  'Overage of a period as it was reported, against what the store counted.';
comment on column billing.overage_checks.account_id is 'Who owes it.';
comment on column billing.overage_checks.environment is 'production or sandbox.';
comment on column billing.overage_checks.period_start is 'The period.';
comment on column billing.overage_checks.customer_id is 'The store''s customer.';
comment on column billing.overage_checks.check_at is
  'When it is to be compared next; null: nothing was reported since.';
comment on column billing.overage_checks.reported is 'Whole credits reported, at the last check.';
comment on column billing.overage_checks.counted is 'What the store had counted of it.';
comment on column billing.overage_checks.checked_at is 'When that was.';

commit;

-- Deploy florin:access/overages to pg
-- requires: ledger/accounts
-- requires: ledger/unsigned_microcredits
-- requires: catalog/plan_versions
-- requires: base/refuse_change

begin;

create table access.overages (
  account_id uuid not null,
  entry_version bigint not null,
  plan_version_id bigint not null,
  period_start timestamptz not null,
  until timestamptz not null,
  amount ledger.unsigned_microcredits not null,
  rate bigint not null,
  created_at timestamptz not null default now(),
  constraint overages_pkey primary key (account_id, entry_version),
  constraint overages_account_fkey foreign key (account_id) references ledger.accounts (id),
  constraint overages_version_fkey
    foreign key (plan_version_id) references catalog.plan_versions (id),
  constraint amount_is_positive check (amount > 0)
);

create index overages_version on access.overages (plan_version_id);

create trigger overages_are_kept
before update or delete on access.overages
for each row execute function private.refuse_change();

create trigger overages_are_not_truncated
before truncate on access.overages
for each statement execute function private.refuse_change();

alter table access.overages enable row level security;

comment on table access.overages is
  'Work beyond the credits of a period, in slices to be billed. Off the account''s book by then.';
comment on column access.overages.account_id is 'Who owes it.';
comment on column access.overages.entry_version is
  'The entry that took it off the account''s debt, see ledger.entries.';
comment on column access.overages.plan_version_id is 'The version that allowed it.';
comment on column access.overages.period_start is 'The period it was in.';
comment on column access.overages.until is
  'Work until then: when it was sliced off, the period''s end, or the change of plan within it.';
comment on column access.overages.amount is 'Credits beyond, µc.';
comment on column access.overages.rate is 'Micro-dollars per credit.';
comment on column access.overages.created_at is 'When it was written.';

commit;

-- Deploy florin:ledger/holds to pg
-- requires: ledger/accounts
-- requires: ledger/hold_status

begin;

-- Of the app's own metered features. A generation's hold is in the generation's own row.
create table ledger.holds (
  account_id uuid not null,
  id uuid not null,
  amount ledger.unsigned_microcredits not null,
  settled ledger.microcredits,
  status ledger.hold_status not null default 'open',
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  constraint holds_pkey primary key (account_id, id),
  constraint holds_account_fkey foreign key (account_id) references ledger.accounts (id)
)
with (fillfactor = 80);

-- For the sweeper alone: it asks for closed_at. A hold is looked up by status = 'open' and its
-- key; were that the index's condition, a young table's plan would walk every open hold instead.
create index holds_open_expiry on ledger.holds (expires_at) where closed_at is null;

alter table ledger.holds enable row level security;

comment on table ledger.holds is 'Credits reserved for work of the app that is under way.';
comment on column ledger.holds.account_id is 'Whose credits.';
comment on column ledger.holds.id is 'Given by the caller.';
comment on column ledger.holds.amount is 'Reserved, µc.';
comment on column ledger.holds.settled is 'Charged when the hold was settled, µc.';
comment on column ledger.holds.status is 'open, then once: settled, released or expired.';
comment on column ledger.holds.expires_at is 'After this the sweeper closes it.';
comment on column ledger.holds.created_at is 'When the work was authorised.';
comment on column ledger.holds.closed_at is 'When it was settled, released or expired.';

commit;

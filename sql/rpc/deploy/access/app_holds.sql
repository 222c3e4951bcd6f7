-- Deploy florin:access/app_holds to pg
-- requires: base/schemas
-- requires: ledger/unsigned_microcredits

begin;

-- No foreign key to the account: its check share-locks the account's row, and two that do so before
-- they place their holds wait for each other when a refusal is about to be explained.
create table access.app_holds (
  account_id uuid not null,
  id uuid not null,
  request_hash bytea not null,
  ref text,
  asked ledger.unsigned_microcredits,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  -- The id is made of the Idempotency-Key, so this is what makes a key one hold.
  constraint app_holds_pkey primary key (account_id, id),
  constraint ref_is_bounded check (length(ref) between 1 and 255)
);

-- To count them: few are open, however many there were.
create index app_holds_open on access.app_holds (account_id) where closed_at is null;

alter table access.app_holds enable row level security;

comment on table access.app_holds is
  'Holds of the app''s own metered features: the request behind each. ledger.holds has its state.';
comment on column access.app_holds.account_id is 'Whose credits.';
comment on column access.app_holds.id is 'The hold, in ledger.holds too; made of the key.';
comment on column access.app_holds.request_hash is
  'Fingerprint of the request: the same key with another is refused.';
comment on column access.app_holds.ref is 'What the app calls the work.';
comment on column access.app_holds.asked is
  'What the app asked to charge, µc; null: not settled. What was charged may be less.';
comment on column access.app_holds.created_at is 'When it was placed.';
comment on column access.app_holds.closed_at is
  'When it was settled or released; set later where it expired.';

commit;

-- Deploy florin:ledger/entries to pg
-- requires: ledger/accounts
-- requires: ledger/entry_kind
-- requires: ledger/contra_account
-- requires: ledger/usage_source
-- requires: base/refuse_change

begin;

-- No foreign key, for the reason given at ledger.holds.
create table ledger.entries (
  account_id uuid not null,
  version bigint not null,
  amount ledger.microcredits not null,
  posted_after ledger.microcredits not null,
  kind ledger.entry_kind not null,
  contra ledger.contra_account not null,
  hold_id uuid,
  ref text,
  usage_source ledger.usage_source,
  created_at timestamptz not null default now(),
  constraint entries_pkey primary key (account_id, version)
);

create trigger entries_are_kept
before update or delete on ledger.entries
for each row execute function private.refuse_change();

create trigger entries_are_not_truncated
before truncate on ledger.entries
for each statement execute function private.refuse_change();

alter table ledger.entries enable row level security;

comment on table ledger.entries is
  'The account book: append-only, numbered per account, each against a contra account.';
comment on column ledger.entries.account_id is 'Whose book.';
comment on column ledger.entries.version is 'The account''s own number, from 1, without gaps.';
comment on column ledger.entries.amount is 'Credits in (+) or out (-), µc.';
comment on column ledger.entries.posted_after is 'The account''s posted credits after it, µc.';
comment on column ledger.entries.kind is
  'grant, settle, late_settle, expire, clawback, adjust or transfer.';
comment on column ledger.entries.contra is 'The other side of the double entry.';
comment on column ledger.entries.hold_id is 'The hold a settle closed; a generation''s id.';
comment on column ledger.entries.ref is 'What it was for: bucket source, refund, reason.';
comment on column ledger.entries.usage_source is
  'Where a charge''s numbers came from: provider, counted or estimated.';
comment on column ledger.entries.created_at is 'When it was written.';

commit;

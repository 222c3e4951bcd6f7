-- Deploy florin:ledger/entry_kind to pg
-- requires: base/schemas

begin;

create type ledger.entry_kind as enum (
  'grant', 'settle', 'late_settle', 'expire', 'clawback', 'adjust', 'transfer'
);
comment on type ledger.entry_kind is 'What an entry did.';

commit;

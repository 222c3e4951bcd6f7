-- Deploy florin:ledger/contra_account to pg
-- requires: base/schemas

begin;

create type ledger.contra_account as enum (
  'issued', 'revenue', 'expired', 'clawback', 'adjustment', 'debt', 'transfer'
);
comment on type ledger.contra_account is 'The other side of an entry.';

commit;

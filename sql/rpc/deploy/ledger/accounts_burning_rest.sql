-- Deploy florin:ledger/accounts_burning_rest to pg
-- requires: ledger/accounts
-- requires: ledger/buckets

begin;

-- A bare bigint: a column of a domain with a constraint would have the whole table written anew.
alter table ledger.accounts
add column burning_rest bigint;

comment on column ledger.accounts.burning_rest is
  'What is left in the burning bucket, µc, more than 0; null: what the bucket''s own row says '
  '(decision 32).';
comment on column ledger.buckets.remaining is
  'Credits left, µc; 0 until the bucket is active. Behind the truth, never below it, while the '
  'account''s burning_rest stands for it: ledger.bucket_rests tells.';

commit;

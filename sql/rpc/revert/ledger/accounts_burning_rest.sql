-- Revert florin:ledger/accounts_burning_rest from pg

begin;

comment on column ledger.buckets.remaining is 'Credits left, µc; 0 until the bucket is active.';

alter table ledger.accounts drop column burning_rest;

commit;

-- Deploy florin:ledger/bucket_source to pg
-- requires: base/schemas

begin;

create type ledger.bucket_source as enum ('plan', 'purchase', 'promo', 'admin', 'reversal');
comment on type ledger.bucket_source is 'Why credits were granted.';

commit;

-- Revert florin:ledger/accounts_burning_rest from pg

begin;

lock table ledger.accounts in access exclusive mode;

-- None is left, unless a grant slept through all the reverts before this one.
update ledger.buckets as b
set remaining = a.burning_rest
from ledger.accounts as a
where a.burning_rest is not null
  and (b.account_id, b.id) = (a.id, a.burning_bucket_id);

comment on column ledger.buckets.remaining is 'Credits left, µc; 0 until the bucket is active.';

alter table ledger.accounts drop column burning_rest;

commit;

-- Verify florin:ledger/guard_burning on pg

begin;

select 1 / count(*)
from pg_catalog.pg_trigger
where tgrelid = 'ledger.buckets'::regclass
  and tgname = 'burning_rest_is_booked_first';

rollback;

-- Revert florin:access/slice_overages from pg

begin;

drop function access.slice_overages(integer);

commit;

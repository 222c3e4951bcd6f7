-- Revert florin:api/slice_overages from pg

begin;

drop function api.slice_overages(integer);

commit;

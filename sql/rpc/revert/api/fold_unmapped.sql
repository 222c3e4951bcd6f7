-- Revert florin:api/fold_unmapped from pg

begin;

drop function api.fold_unmapped(integer);

commit;

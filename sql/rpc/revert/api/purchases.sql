-- Revert florin:api/purchases from pg

begin;

drop view api.purchases;

commit;

-- Revert florin:api/generations from pg

begin;

drop view api.generations;

commit;

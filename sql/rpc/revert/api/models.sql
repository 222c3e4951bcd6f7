-- Revert florin:api/models from pg

begin;

drop view api.models;

commit;

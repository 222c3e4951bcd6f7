-- Revert florin:api/use_assertion from pg

begin;

drop function api.use_assertion(uuid, uuid, text, bytea, bigint);

commit;

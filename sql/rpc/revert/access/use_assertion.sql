-- Revert florin:access/use_assertion from pg

begin;

drop function access.use_assertion(uuid, uuid, text, bytea, bigint);

commit;

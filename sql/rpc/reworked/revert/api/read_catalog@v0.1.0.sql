-- Revert florin:api/read_catalog from pg

begin;

drop function api.read_catalog(uuid, uuid);

commit;

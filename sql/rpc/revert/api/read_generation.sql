-- Revert florin:api/read_generation from pg

begin;

drop function api.read_generation(uuid, uuid, uuid);

commit;

-- Revert florin:api/read_reply from pg

begin;

drop function api.read_reply(uuid, uuid);

commit;

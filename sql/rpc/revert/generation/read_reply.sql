-- Revert florin:generation/read_reply from pg

begin;

drop function generation.read_reply(uuid, uuid);

commit;

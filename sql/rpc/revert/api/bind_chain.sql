-- Revert florin:api/bind_chain from pg

begin;

drop function api.bind_chain(uuid, uuid, text, text, text, boolean);

commit;

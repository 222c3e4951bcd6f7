-- Revert florin:api/read_store_purchase from pg

begin;

drop function api.read_store_purchase(uuid, uuid, text, text, text);

commit;

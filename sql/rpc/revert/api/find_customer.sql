-- Revert florin:api/find_customer from pg

begin;

drop function api.find_customer(uuid, uuid, text, text);

commit;

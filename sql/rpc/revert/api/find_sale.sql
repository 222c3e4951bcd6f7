-- Revert florin:api/find_sale from pg

begin;

drop function api.find_sale(uuid, uuid, text, text, text);

commit;

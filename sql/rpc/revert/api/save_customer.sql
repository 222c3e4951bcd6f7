-- Revert florin:api/save_customer from pg

begin;

drop function api.save_customer(uuid, uuid, text, text, text, text);

commit;

-- Revert florin:api/finish_device_check from pg

begin;

drop function api.finish_device_check(uuid, uuid, bigint, text);

commit;

-- Revert florin:api/mark_device_check from pg

begin;

drop function api.mark_device_check(uuid, uuid, bigint, text);

commit;

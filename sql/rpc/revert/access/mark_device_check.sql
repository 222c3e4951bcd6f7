-- Revert florin:access/mark_device_check from pg

begin;

drop function access.mark_device_check(uuid, uuid, bigint, text);

commit;

-- Revert florin:access/finish_device_check from pg

begin;

drop function access.finish_device_check(uuid, uuid, bigint, text);

commit;

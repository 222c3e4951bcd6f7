-- Revert florin:access/read_app_hold from pg

begin;

drop function access.read_app_hold(uuid, uuid, uuid);

commit;

-- Revert florin:access/find_app_hold from pg

begin;

drop function access.find_app_hold(uuid, uuid, uuid);

commit;

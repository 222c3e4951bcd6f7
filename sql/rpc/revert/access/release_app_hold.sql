-- Revert florin:access/release_app_hold from pg

begin;

drop function access.release_app_hold(uuid, uuid, uuid);

commit;

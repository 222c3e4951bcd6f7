-- Revert florin:api/release_app_hold from pg

begin;

drop function api.release_app_hold(uuid, uuid, uuid);

commit;

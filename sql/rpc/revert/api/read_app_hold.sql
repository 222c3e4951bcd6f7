-- Revert florin:api/read_app_hold from pg

begin;

drop function api.read_app_hold(uuid, uuid, uuid);

commit;

-- Revert florin:api/extend_app_hold from pg

begin;

drop function api.extend_app_hold(uuid, uuid, uuid, bigint, integer);

commit;

-- Revert florin:api/place_app_hold from pg

begin;

drop function api.place_app_hold(uuid, uuid, text, bytea, bigint, integer, text);

commit;

-- Revert florin:api/settle_app_hold from pg

begin;

drop function api.settle_app_hold(uuid, uuid, uuid, bigint, text);

commit;

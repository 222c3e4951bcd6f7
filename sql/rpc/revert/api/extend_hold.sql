-- Revert florin:api/extend_hold from pg

begin;

drop function api.extend_hold(uuid, uuid, bigint, integer);

commit;

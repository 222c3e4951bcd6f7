-- Revert florin:api/expire_holds from pg

begin;

drop function api.expire_holds(integer);

commit;

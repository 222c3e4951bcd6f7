-- Revert florin:api/admin_log from pg

begin;

drop function api.admin_log(integer, bigint);

commit;

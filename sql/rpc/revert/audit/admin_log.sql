-- Revert florin:audit/admin_log from pg

begin;

drop function audit.admin_log(integer, bigint);

commit;

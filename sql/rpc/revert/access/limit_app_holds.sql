-- Revert florin:access/limit_app_holds from pg

begin;

drop function access.limit_app_holds(uuid);

commit;

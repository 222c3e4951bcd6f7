-- Revert florin:access/app_holds from pg

begin;

drop table access.app_holds;

commit;

-- Revert florin:audit/log from pg

begin;

drop table audit.log;

commit;

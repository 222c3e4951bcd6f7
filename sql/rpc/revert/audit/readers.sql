-- Revert florin:audit/readers from pg

begin;

drop table audit.readers;

commit;

-- Revert florin:audit/sinks from pg

begin;

drop table audit.sinks;

commit;

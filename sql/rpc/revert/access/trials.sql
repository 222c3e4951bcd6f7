-- Revert florin:access/trials from pg

begin;

drop table access.trials;

commit;

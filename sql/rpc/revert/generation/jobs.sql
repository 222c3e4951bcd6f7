-- Revert florin:generation/jobs from pg

begin;

drop table generation.jobs;

commit;

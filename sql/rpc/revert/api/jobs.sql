-- Revert florin:api/jobs from pg

begin;

drop view api.jobs;

commit;

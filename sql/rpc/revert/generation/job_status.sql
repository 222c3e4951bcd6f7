-- Revert florin:generation/job_status from pg

begin;

drop type generation.job_status;

commit;

-- Revert florin:generation/count_job_version from pg

begin;

drop trigger jobs_have_versions on generation.jobs;

drop function generation.count_job_version();

commit;

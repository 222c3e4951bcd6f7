-- Revert florin:generation/read_job_versions from pg

begin;

drop function generation.read_job_versions(uuid[], uuid[]);

commit;

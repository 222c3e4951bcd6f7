-- Revert florin:api/read_job_versions from pg

begin;

drop function api.read_job_versions(uuid[], uuid[]);

commit;

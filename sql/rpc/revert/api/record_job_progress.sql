-- Revert florin:api/record_job_progress from pg

begin;

drop function api.record_job_progress(uuid, uuid, text, integer, double precision);

commit;

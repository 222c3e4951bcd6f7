-- Revert florin:generation/record_job_progress from pg

begin;

drop function generation.record_job_progress(uuid, uuid, text, integer, double precision);

commit;

-- Revert florin:generation/end_job from pg

begin;

drop function generation.end_job(uuid, uuid, generation.job_status, jsonb, jsonb, text, integer);

commit;

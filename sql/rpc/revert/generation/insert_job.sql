-- Revert florin:generation/insert_job from pg

begin;

drop function generation.insert_job(uuid, uuid, uuid, jsonb, text, generation.job_quote);

commit;

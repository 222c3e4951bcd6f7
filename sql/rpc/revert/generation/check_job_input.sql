-- Revert florin:generation/check_job_input from pg

begin;

drop function generation.check_job_input(jsonb);

commit;

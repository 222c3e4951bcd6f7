-- Revert florin:generation/fill_job_slots from pg

begin;

drop function generation.fill_job_slots(uuid);

commit;

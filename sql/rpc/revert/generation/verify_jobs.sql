-- Revert florin:generation/verify_jobs from pg

begin;

drop function generation.verify_jobs(uuid);

commit;

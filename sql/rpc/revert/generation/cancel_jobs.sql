-- Revert florin:generation/cancel_jobs from pg

begin;

drop function generation.cancel_jobs(uuid, integer);

commit;

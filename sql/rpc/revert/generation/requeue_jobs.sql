-- Revert florin:generation/requeue_jobs from pg

begin;

drop function generation.requeue_jobs(integer);

commit;

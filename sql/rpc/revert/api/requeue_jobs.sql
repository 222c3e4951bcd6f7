-- Revert florin:api/requeue_jobs from pg

begin;

drop function api.requeue_jobs(integer);

commit;

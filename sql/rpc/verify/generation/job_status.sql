-- Verify florin:generation/job_status on pg

begin;

select null::generation.job_status;

rollback;

-- Verify florin:generation/public_job on pg

begin;

select null::generation.public_job;

rollback;

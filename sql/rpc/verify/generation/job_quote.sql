-- Verify florin:generation/job_quote on pg

begin;

select null::generation.job_quote;

rollback;

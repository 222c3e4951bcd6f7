-- Revert florin:generation/job_quote from pg

begin;

drop type generation.job_quote;

commit;

-- Revert florin:generation/public_job from pg

begin;

drop type generation.public_job;

commit;

-- Revert florin:generation/tell_of_job from pg

begin;

drop trigger jobs_are_told_of_when_asked on generation.jobs;

drop trigger jobs_are_told_of_when_changed on generation.jobs;

drop function generation.tell_of_job();

commit;

-- Revert florin:generation/postpone_job from pg

begin;

drop function generation.postpone_job(uuid, uuid, uuid, double precision, text, boolean);

commit;

-- Revert florin:generation/next_step_at from pg

begin;

drop function generation.next_step_at(timestamptz, timestamptz, double precision);

commit;

-- Revert florin:generation/used from pg

begin;

drop function generation.used(uuid, timestamptz, timestamptz);

commit;

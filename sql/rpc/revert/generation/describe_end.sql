-- Revert florin:generation/describe_end from pg

begin;

drop function generation.describe_end(uuid, uuid);

commit;

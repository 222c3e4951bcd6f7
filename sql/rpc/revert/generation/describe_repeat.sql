-- Revert florin:generation/describe_repeat from pg

begin;

drop function generation.describe_repeat(uuid, uuid, text, bytea);

commit;

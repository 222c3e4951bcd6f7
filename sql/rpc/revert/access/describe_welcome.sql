-- Revert florin:access/describe_welcome from pg

begin;

drop function access.describe_welcome(uuid, text);

commit;

-- Revert florin:access/describe_key from pg

begin;

drop function access.describe_key(access.api_keys);

commit;

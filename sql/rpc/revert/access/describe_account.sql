-- Revert florin:access/describe_account from pg

begin;

drop function access.describe_account(uuid);

commit;

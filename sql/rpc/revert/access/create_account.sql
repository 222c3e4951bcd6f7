-- Revert florin:access/create_account from pg

begin;

drop function access.create_account(uuid, boolean);

commit;

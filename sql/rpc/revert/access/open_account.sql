-- Revert florin:access/open_account from pg

begin;

drop function access.open_account(uuid, boolean);

commit;

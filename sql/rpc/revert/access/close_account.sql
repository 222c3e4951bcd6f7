-- Revert florin:access/close_account from pg

begin;

drop function access.close_account(uuid, integer);

commit;

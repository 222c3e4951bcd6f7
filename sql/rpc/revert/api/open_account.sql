-- Revert florin:api/open_account from pg

begin;

drop function api.open_account(uuid, boolean);

commit;

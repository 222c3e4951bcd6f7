-- Revert florin:api/read_account from pg

begin;

drop function api.read_account(uuid, uuid);

commit;

-- Revert florin:generation/read_account from pg

begin;

drop function generation.read_account(uuid, uuid);

commit;

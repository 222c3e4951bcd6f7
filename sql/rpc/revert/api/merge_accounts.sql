-- Revert florin:api/merge_accounts from pg

begin;

drop function api.merge_accounts(uuid, uuid, uuid, uuid);

commit;

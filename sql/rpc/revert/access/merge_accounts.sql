-- Revert florin:access/merge_accounts from pg

begin;

drop function access.merge_accounts(uuid, uuid, uuid, uuid);

commit;

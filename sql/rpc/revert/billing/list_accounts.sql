-- Revert florin:billing/list_accounts from pg

begin;

drop function billing.list_accounts(uuid);

commit;

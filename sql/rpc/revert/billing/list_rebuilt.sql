-- Revert florin:billing/list_rebuilt from pg

begin;

drop function billing.list_rebuilt();

commit;

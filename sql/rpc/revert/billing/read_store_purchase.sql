-- Revert florin:billing/read_store_purchase from pg

begin;

drop function billing.read_store_purchase(uuid, uuid, text, text, text);

commit;

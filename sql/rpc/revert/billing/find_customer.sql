-- Revert florin:billing/find_customer from pg

begin;

drop function billing.find_customer(uuid, uuid, text, text);

commit;

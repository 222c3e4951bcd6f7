-- Revert florin:billing/save_customer from pg

begin;

drop function billing.save_customer(uuid, uuid, text, text, text, text);

commit;

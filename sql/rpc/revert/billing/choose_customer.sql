-- Revert florin:billing/choose_customer from pg

begin;

drop function billing.choose_customer(uuid, text, text);

commit;

-- Revert florin:billing/find_sale from pg

begin;

drop function billing.find_sale(uuid, uuid, text, text, text);

commit;

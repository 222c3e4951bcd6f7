-- Revert florin:billing/refuse_sale from pg

begin;

drop function billing.refuse_sale(text, text);

commit;

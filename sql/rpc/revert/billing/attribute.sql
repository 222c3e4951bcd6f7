-- Revert florin:billing/attribute from pg

begin;

drop function billing.attribute(text, text, text[]);

commit;

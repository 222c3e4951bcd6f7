-- Revert florin:billing/find_owner from pg

begin;

drop function billing.find_owner(text, text, text, text, text);

commit;

-- Revert florin:billing/read_consumption from pg

begin;

drop function billing.read_consumption(text, text);

commit;

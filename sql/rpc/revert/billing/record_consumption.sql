-- Revert florin:billing/record_consumption from pg

begin;

drop function billing.record_consumption(text, text, text, text);

commit;

-- Revert florin:billing/find_tie from pg

begin;

drop function billing.find_tie(text, text, text, jsonb);

commit;

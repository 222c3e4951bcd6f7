-- Revert florin:billing/merge_purchase from pg

begin;

drop function billing.merge_purchase(text, text, text, jsonb);

commit;

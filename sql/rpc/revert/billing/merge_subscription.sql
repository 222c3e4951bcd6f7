-- Revert florin:billing/merge_subscription from pg

begin;

drop function billing.merge_subscription(text, text, text, jsonb);

commit;

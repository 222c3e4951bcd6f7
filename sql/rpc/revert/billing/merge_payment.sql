-- Revert florin:billing/merge_payment from pg

begin;

drop function billing.merge_payment(text, text, text, jsonb);

commit;

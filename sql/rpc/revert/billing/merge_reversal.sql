-- Revert florin:billing/merge_reversal from pg

begin;

drop function billing.merge_reversal(text, text, text, jsonb);

commit;

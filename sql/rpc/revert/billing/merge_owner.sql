-- Revert florin:billing/merge_owner from pg

begin;

drop function billing.merge_owner(text, text, text, text, text, jsonb);

commit;

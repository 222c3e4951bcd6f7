-- Revert florin:billing/merge_facts from pg

begin;

drop function billing.merge_facts(text, text, text, jsonb);

commit;

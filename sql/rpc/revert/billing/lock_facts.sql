-- Revert florin:billing/lock_facts from pg

begin;

drop function billing.lock_facts(text, text, jsonb);

commit;

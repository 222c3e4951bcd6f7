-- Revert florin:billing/apply_chains from pg

begin;

drop function billing.apply_chains(text, text, text[]);

commit;

-- Revert florin:billing/lock_names from pg

begin;

drop function billing.lock_names(text, text, text, text[]);

commit;

-- Revert florin:billing/move_grants from pg

begin;

drop function billing.move_grants(text, text, text[]);

commit;

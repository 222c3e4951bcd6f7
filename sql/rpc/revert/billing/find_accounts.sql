-- Revert florin:billing/find_accounts from pg

begin;

drop function billing.find_accounts(text, text, text[]);

commit;

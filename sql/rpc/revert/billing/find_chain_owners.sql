-- Revert florin:billing/find_chain_owners from pg

begin;

drop function billing.find_chain_owners(text, text, text);

commit;

-- Revert florin:billing/accounts_of from pg

begin;

drop function billing.accounts_of(uuid);

commit;

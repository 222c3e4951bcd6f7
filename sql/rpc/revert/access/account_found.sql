-- Revert florin:access/account_found from pg

begin;

drop type access.account_found;

commit;

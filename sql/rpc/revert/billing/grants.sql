-- Revert florin:billing/grants from pg

begin;

drop table billing.grants;

commit;

-- Revert florin:billing/environments from pg

begin;

drop table billing.environments;

commit;

-- Revert florin:catalog/welcome_credits from pg

begin;

drop table catalog.welcome_credits;

commit;

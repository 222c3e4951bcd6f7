-- Revert florin:catalog/unlocks from pg

begin;

drop view catalog.unlocks;

commit;

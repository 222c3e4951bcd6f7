-- Revert florin:access/choice from pg

begin;

drop type access.choice;

commit;

-- Revert florin:generation/attempts from pg

begin;

drop view generation.attempts;

commit;

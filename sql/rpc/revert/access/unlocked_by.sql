-- Revert florin:access/unlocked_by from pg

begin;

drop function access.unlocked_by(uuid, text, integer);

commit;

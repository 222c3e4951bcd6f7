-- Revert florin:access/my_limits from pg

begin;

drop function access.my_limits();

commit;

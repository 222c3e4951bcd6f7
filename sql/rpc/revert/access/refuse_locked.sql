-- Revert florin:access/refuse_locked from pg

begin;

drop function access.refuse_locked(text, integer, integer);

commit;

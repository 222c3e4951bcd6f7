-- Revert florin:base/refuse_change from pg

begin;

drop function private.refuse_change();

commit;

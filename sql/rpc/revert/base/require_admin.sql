-- Revert florin:base/require_admin from pg

begin;

drop function private.require_admin();

commit;

-- Revert florin:access/revoke_entitlement from pg

begin;

drop function access.revoke_entitlement(uuid, text, text, text, text, text);

commit;

-- Revert florin:access/admin_revoke_entitlement from pg

begin;

drop function access.admin_revoke_entitlement(text, text, text, text, text, text);

commit;

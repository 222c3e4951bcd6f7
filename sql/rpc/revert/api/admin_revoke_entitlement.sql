-- Revert florin:api/admin_revoke_entitlement from pg

begin;

drop function api.admin_revoke_entitlement(text, text, text, text, text, text);

commit;

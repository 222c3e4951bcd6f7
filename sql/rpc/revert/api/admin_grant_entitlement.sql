-- Revert florin:api/admin_grant_entitlement from pg

begin;

drop function api.admin_grant_entitlement(text, text, text, text, timestamptz);

commit;

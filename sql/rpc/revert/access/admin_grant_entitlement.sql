-- Revert florin:access/admin_grant_entitlement from pg

begin;

drop function access.admin_grant_entitlement(text, text, text, text, timestamptz);

commit;

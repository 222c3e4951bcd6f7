-- Revert florin:api/admin_grant_credits from pg

begin;

drop function api.admin_grant_credits(text, bigint, text, text);

commit;

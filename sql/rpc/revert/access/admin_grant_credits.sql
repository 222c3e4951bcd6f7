-- Revert florin:access/admin_grant_credits from pg

begin;

drop function access.admin_grant_credits(text, bigint, text, text);

commit;

-- Revert florin:access/admin_change_credits from pg

begin;

drop function access.admin_change_credits(text, text, bigint, text, text);

commit;

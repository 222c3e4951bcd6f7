-- Revert florin:access/admin_take_credits from pg

begin;

drop function access.admin_take_credits(text, bigint, text, text);

commit;

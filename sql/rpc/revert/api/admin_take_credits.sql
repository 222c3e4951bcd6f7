-- Revert florin:api/admin_take_credits from pg

begin;

drop function api.admin_take_credits(text, bigint, text, text);

commit;

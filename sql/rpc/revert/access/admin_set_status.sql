-- Revert florin:access/admin_set_status from pg

begin;

drop function access.admin_set_status(text, text, ledger.account_status, text);

commit;

-- Revert florin:access/require_app_amount from pg

begin;

drop function access.require_app_amount(ledger.microcredits);

commit;

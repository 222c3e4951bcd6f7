-- Revert florin:api/ledger_entries from pg

begin;

drop view api.ledger_entries;

commit;

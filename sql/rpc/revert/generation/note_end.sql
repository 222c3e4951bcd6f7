-- Revert florin:generation/note_end from pg

begin;

drop function generation.note_end(uuid, uuid, ledger.settlement, boolean);

commit;

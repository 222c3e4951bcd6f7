-- Revert florin:access/place_app_hold from pg

begin;

drop function access.place_app_hold(uuid, uuid, text, bytea, ledger.microcredits, integer, text);

commit;

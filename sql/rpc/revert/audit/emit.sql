-- Revert florin:audit/emit from pg

begin;

drop function audit.emit(uuid, text, jsonb);

commit;

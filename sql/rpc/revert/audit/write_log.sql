-- Revert florin:audit/write_log from pg

begin;

drop function audit.write_log(text, text, uuid, jsonb, jsonb);

commit;

-- Revert florin:audit/list_sinks from pg

begin;

drop function audit.list_sinks();

commit;

-- Revert florin:audit/catch_up from pg

begin;

drop function audit.catch_up(audit.bookmark, xid8, integer);

commit;

-- Revert florin:audit/ensure_sink from pg

begin;

drop function audit.ensure_sink(text, text);

commit;

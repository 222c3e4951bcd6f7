-- Revert florin:api/ensure_sink from pg

begin;

drop function api.ensure_sink(text, text);

commit;

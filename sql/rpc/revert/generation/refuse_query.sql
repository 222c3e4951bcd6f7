-- Revert florin:generation/refuse_query from pg

begin;

drop function generation.refuse_query(text);

commit;

-- Revert florin:generation/read_line from pg

begin;

drop function generation.read_line(jsonb);

commit;

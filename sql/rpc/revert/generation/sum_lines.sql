-- Revert florin:generation/sum_lines from pg

begin;

drop function generation.sum_lines(uuid, uuid, jsonb);

commit;

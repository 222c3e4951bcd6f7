-- Revert florin:generation/cost_attempt from pg

begin;

drop function generation.cost_attempt(bigint, jsonb, timestamptz);

commit;

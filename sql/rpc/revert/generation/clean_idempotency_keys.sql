-- Revert florin:generation/clean_idempotency_keys from pg

begin;

drop function generation.clean_idempotency_keys(integer);

commit;

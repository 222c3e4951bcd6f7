-- Revert florin:api/clean_idempotency_keys from pg

begin;

drop function api.clean_idempotency_keys(integer);

commit;

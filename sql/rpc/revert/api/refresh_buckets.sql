-- Revert florin:api/refresh_buckets from pg

begin;

drop function api.refresh_buckets(integer);

commit;

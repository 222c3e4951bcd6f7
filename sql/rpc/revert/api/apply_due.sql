-- Revert florin:api/apply_due from pg

begin;

drop function api.apply_due(integer);

commit;

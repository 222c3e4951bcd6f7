-- Revert florin:api/my_trials from pg

begin;

drop view api.my_trials;

commit;

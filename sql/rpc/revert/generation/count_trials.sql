-- Revert florin:generation/count_trials from pg

begin;

drop function generation.count_trials(timestamptz);

commit;

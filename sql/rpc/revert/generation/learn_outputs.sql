-- Revert florin:generation/learn_outputs from pg

begin;

drop function generation.learn_outputs(uuid[]);

commit;

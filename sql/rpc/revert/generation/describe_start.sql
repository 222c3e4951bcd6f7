-- Revert florin:generation/describe_start from pg

begin;

drop function generation.describe_start(
  generation.generations, generation.offer, bigint, ledger.accounts
);

commit;

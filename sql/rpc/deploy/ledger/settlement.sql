-- Deploy florin:ledger/settlement to pg
-- requires: ledger/microcredits

begin;

create type ledger.settlement as (
  charged ledger.microcredits,
  uncollected ledger.microcredits,
  released ledger.microcredits,
  posted ledger.microcredits,
  available ledger.microcredits,
  version bigint
);
comment on type ledger.settlement is 'What closing a hold did, and the account after it.';

commit;

-- Deploy florin:generation/priced to pg
-- requires: ledger/microcredits

begin;

create type generation.priced as (
  charge ledger.microcredits,
  input bigint,
  cache_read bigint,
  cache_write bigint,
  output bigint,
  web_search bigint,
  iterations jsonb
);
comment on type generation.priced is 'Usage summed over its lines, and what it costs, µc.';

commit;

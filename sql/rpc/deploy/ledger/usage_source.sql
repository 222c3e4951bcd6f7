-- Deploy florin:ledger/usage_source to pg
-- requires: base/schemas

begin;

create type ledger.usage_source as enum ('provider', 'counted', 'estimated', 'none');
comment on type ledger.usage_source is 'Where the numbers of a charge came from.';

commit;

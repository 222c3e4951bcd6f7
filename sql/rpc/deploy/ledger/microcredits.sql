-- Deploy florin:ledger/microcredits to pg
-- requires: base/schemas

begin;

-- 1 credit = 1,000,000 microcredits. Whole numbers only: floats lose money.
create domain ledger.microcredits as bigint;
comment on domain ledger.microcredits is 'Millionths of a credit, as a whole number.';

commit;

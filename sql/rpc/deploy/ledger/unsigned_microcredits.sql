-- Deploy florin:ledger/unsigned_microcredits to pg
-- requires: ledger/microcredits

begin;

-- The rule sits in the type: a table's own check constraints are parsed anew by every statement
-- that writes a row, and the hot tables are written by every generation.
create domain ledger.unsigned_microcredits as bigint
constraint value_is_not_negative check (value >= 0);
comment on domain ledger.unsigned_microcredits is 'Microcredits, never below zero.';

commit;

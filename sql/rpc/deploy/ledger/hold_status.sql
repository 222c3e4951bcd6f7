-- Deploy florin:ledger/hold_status to pg
-- requires: base/schemas

begin;

create type ledger.hold_status as enum ('open', 'settled', 'released', 'expired');
comment on type ledger.hold_status is 'open, then once one of the others.';

commit;

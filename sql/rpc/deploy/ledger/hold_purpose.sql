-- Deploy florin:ledger/hold_purpose to pg
-- requires: base/schemas

begin;

create type ledger.hold_purpose as enum ('generation', 'app');
comment on type ledger.hold_purpose is 'A generation, or a metered feature of the app itself.';

commit;

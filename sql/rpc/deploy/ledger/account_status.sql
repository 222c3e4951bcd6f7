-- Deploy florin:ledger/account_status to pg
-- requires: base/schemas

begin;

create type ledger.account_status as enum ('active', 'suspended', 'closed');
comment on type ledger.account_status is 'What an account may do: all, nothing new, nothing.';

commit;

-- Deploy florin:ledger/violation to pg
-- requires: ledger/microcredits

begin;

create type ledger.violation as (account_id uuid, violation text, detail jsonb);
comment on type ledger.violation is 'One broken invariant of one account.';

commit;

-- Deploy florin:api/balance to pg
-- requires: ledger/accounts_policy

begin;

create view api.balance
with (security_invoker = true)
as
select
  a.id as account_id,
  a.posted,
  a.held,
  a.posted - a.held + a.overdraft_limit as available,
  a.debt,
  a.overdraft_limit,
  a.status
from ledger.accounts as a;

grant select on api.balance to authenticated;
comment on view api.balance is 'The signed-in user''s credits, µc.';

commit;

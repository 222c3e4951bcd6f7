-- Deploy florin:api/purchases to pg
-- requires: billing/purchases_policy

begin;

create view api.purchases
with (security_invoker = true)
as
select
  p.account_id,
  p.provider,
  p.environment,
  p.transaction_id,
  p.product,
  p.chain_id,
  p.state,
  p.quantity,
  p.purchased_at,
  p.period_start,
  p.period_end,
  p.is_trial,
  p.is_family_shared,
  p.amount,
  p.currency
from billing.purchases as p;

grant select on api.purchases to authenticated;
comment on view api.purchases is 'What the signed-in user bought.';

commit;

-- Deploy florin:api/subscriptions to pg
-- requires: billing/subscriptions_policy

begin;

create view api.subscriptions
with (security_invoker = true)
as
select
  s.account_id,
  s.provider,
  s.environment,
  s.chain_id,
  s.state,
  s.is_entitled,
  s.product,
  s.period_start,
  s.period_end,
  s.will_renew,
  s.next_product,
  s.entitled_until,
  s.is_family_shared
from billing.subscriptions as s;

grant select on api.subscriptions to authenticated;
comment on view api.subscriptions is 'The signed-in user''s subscriptions.';

commit;

-- Deploy florin:billing/subscriptions_policy to pg
-- requires: billing/subscriptions
-- requires: access/my_merged_accounts

begin;

create policy members_read_their_subscriptions on billing.subscriptions
for select to authenticated
using (account_id = any(array(select private.my_merged_accounts())));

-- Not what the stores said word for word.
grant select (
  provider, environment, chain_id, account_id, state, is_entitled, product, period_start,
  period_end, will_renew, next_product, entitled_until, is_family_shared
) on billing.subscriptions to authenticated;

commit;

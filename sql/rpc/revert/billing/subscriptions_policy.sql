-- Revert florin:billing/subscriptions_policy from pg

begin;

revoke select (
  provider, environment, chain_id, account_id, state, is_entitled, product, period_start,
  period_end, will_renew, next_product, entitled_until, is_family_shared
) on billing.subscriptions from authenticated;

drop policy members_read_their_subscriptions on billing.subscriptions;

commit;

-- Revert florin:billing/purchases_policy from pg

begin;

revoke select (
  provider, environment, transaction_id, product, account_id, chain_id, state, quantity,
  purchased_at, period_start, period_end, is_trial, is_family_shared, amount, currency
) on billing.purchases from authenticated;

drop policy members_read_their_purchases on billing.purchases;

commit;

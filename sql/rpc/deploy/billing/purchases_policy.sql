-- Deploy florin:billing/purchases_policy to pg
-- requires: billing/purchases
-- requires: access/my_merged_accounts

begin;

create policy members_read_their_purchases on billing.purchases
for select to authenticated
using (account_id = any(array(select private.my_merged_accounts())));

-- Not what the stores said word for word.
grant select (
  provider, environment, transaction_id, product, account_id, chain_id, state, quantity,
  purchased_at, period_start, period_end, is_trial, is_family_shared, amount, currency
) on billing.purchases to authenticated;

commit;

-- Deploy florin:access/api_keys_policy to pg
-- requires: access/api_keys
-- requires: access/my_accounts

begin;

create policy members_read_their_keys on access.api_keys
for select to authenticated
using (account_id = any(array(select private.my_accounts())));

-- Not the hash: nobody but us compares it. Nor the pace, which says nothing to people.
grant select (
  account_id, id, user_id, name, prefix, scopes, expires_at, budget, budget_period,
  budget_resets_at, spent, reserved, requests_per_minute, last_used_at, revoked_at, created_at
) on access.api_keys to authenticated;

commit;

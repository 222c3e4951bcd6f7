-- Revert florin:access/api_keys_policy from pg

begin;

revoke select (
  account_id, id, user_id, name, prefix, scopes, expires_at, budget, budget_period,
  budget_resets_at, spent, reserved, requests_per_minute, last_used_at, revoked_at, created_at
) on access.api_keys from authenticated;

drop policy members_read_their_keys on access.api_keys;

commit;

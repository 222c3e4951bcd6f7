-- Revert florin:access/entitlements_policy from pg

begin;

revoke select (
  account_id, kind, key, source, valid_from, valid_until, revoked_at
) on access.entitlements from authenticated;

drop policy members_read_their_entitlements on access.entitlements;

commit;

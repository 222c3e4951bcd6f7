-- Revert florin:access/members_policy from pg

begin;

revoke select (
  account_id, user_id, role, is_personal, created_at
) on access.members from authenticated;

drop policy members_see_each_other on access.members;

commit;

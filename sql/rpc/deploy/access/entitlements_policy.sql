-- Deploy florin:access/entitlements_policy to pg
-- requires: access/entitlements
-- requires: access/my_accounts

begin;

create policy members_read_their_entitlements on access.entitlements
for select to authenticated
using (account_id = any(array(select private.my_accounts())));

-- Not the reference and the reason: those are the stores' and the admins'.
grant select (
  account_id, kind, key, source, valid_from, valid_until, revoked_at
) on access.entitlements to authenticated;

commit;

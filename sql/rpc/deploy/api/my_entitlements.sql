-- Deploy florin:api/my_entitlements to pg
-- requires: access/entitlements_policy

begin;

create view api.my_entitlements
with (security_invoker = true)
as
select
  e.account_id,
  e.kind,
  e.key,
  e.source,
  e.valid_from,
  e.valid_until,
  e.revoked_at is null
  and e.valid_from <= now()
  and (e.valid_until is null or e.valid_until > now()) as is_valid
from access.entitlements as e;

grant select on api.my_entitlements to authenticated;
comment on view api.my_entitlements is
  'What the signed-in user may use beyond the plan, and whether they may now.';

commit;

-- Deploy florin:api/api_keys to pg
-- requires: access/api_keys_policy

begin;

create view api.api_keys
with (security_invoker = true)
as
select
  k.account_id,
  k.id,
  k.user_id,
  k.name,
  k.prefix,
  k.scopes,
  k.expires_at,
  k.budget,
  k.budget_period,
  -- A period that has ended: nothing is spent in the new one, which the next request begins.
  case when k.budget_resets_at <= now() then null else k.budget_resets_at end
    as budget_resets_at,
  case when k.budget_resets_at <= now() then 0 else k.spent end as spent,
  k.reserved,
  k.requests_per_minute,
  k.last_used_at,
  k.revoked_at,
  k.created_at
from access.api_keys as k;

grant select on api.api_keys to authenticated;
comment on view api.api_keys is 'Keys of the signed-in user''s accounts, without their secrets.';

commit;

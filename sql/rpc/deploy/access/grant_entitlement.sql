-- Deploy florin:access/grant_entitlement to pg
-- requires: access/entitlements
-- requires: catalog/models
-- requires: ledger/refuse_account
-- requires: access/tell_of_purchase

begin;

/*
 * Entitles an account to a model or a feature, once per source and reference. The same reference
 * with other times sets those: a renewed subscription extends. A null p_valid_from is now, or
 * what it was.
 *
 * A model that was bought is told of once, with p_product_id, what was bought.
 *
 * What was revoked comes back only by a grant that ends later than the revoked one: a renewal
 * after a refund counts, the refunded period told once more does not. Nothing ends later than
 * what was for good: after its revocation, grant by another reference.
 *
 * Raises  FLACC unknown account · FLMOD the key names no model
 * Locks   access.entitlements row
 */
create function access.grant_entitlement(
  p_account_id uuid,
  p_kind text,
  p_key text,
  p_source text,
  p_source_ref text,
  p_valid_from timestamptz,
  p_valid_until timestamptz,
  p_product_id text default null
)
returns access.entitlements
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_written record;
  v_entitlement access.entitlements;
begin
  if not exists (select from ledger.accounts as a where a.id = p_account_id) then
    perform ledger.refuse_account(p_account_id, 'unknown');
  end if;
  -- A disabled one may be entitled to: it may be enabled again.
  if p_kind = 'model' and not exists (select from catalog.models as m where m.id = p_key) then
    raise exception 'no model %', p_key using
      errcode = 'FLMOD',
      detail = pg_catalog.json_build_object('model', p_key)::text,
      hint = 'Name a model of the catalogue by its id.';
  end if;

  insert into access.entitlements as e (
    account_id, kind, key, source, source_ref, valid_from, valid_until
  )
  values (
    p_account_id, p_kind, p_key, p_source, p_source_ref, coalesce(p_valid_from, now()),
    p_valid_until
  )
  on conflict on constraint entitlements_source_key do update
  set
    valid_from = coalesce(p_valid_from, e.valid_from),
    valid_until = excluded.valid_until,
    revoked_at = null,
    revoked_because = null
  where e.revoked_at is null
    or coalesce(excluded.valid_until, 'infinity') > coalesce(e.valid_until, 'infinity')
  -- No transaction has touched a row that is new.
  returning e as entitlement, e.xmax = 0 as is_new into v_written;

  if not found then
    select * into strict v_entitlement
    from access.entitlements as e
    where e.account_id = p_account_id
      and e.kind = p_kind
      and e.key = p_key
      and e.source = p_source
      and e.source_ref = p_source_ref;
    return v_entitlement;
  end if;

  if v_written.is_new and p_kind = 'model' and p_source = 'purchase' then
    perform access.tell_of_purchase(p_account_id, p_key, p_product_id);
  end if;

  return v_written.entitlement;
end;
$$;

revoke all on function access.grant_entitlement(
  uuid, text, text, text, text, timestamptz, timestamptz, text
) from public;
comment on function access.grant_entitlement is 'Entitles an account, once per reference.';

commit;

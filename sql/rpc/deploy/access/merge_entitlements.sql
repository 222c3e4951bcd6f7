-- Deploy florin:access/merge_entitlements to pg
-- requires: access/entitlements

begin;

/*
 * Moves an account's entitlements into another. One that both have from the same source counts
 * once, with the later end, unless either was revoked. Returns how many the other one gained.
 *
 * Locks   access.entitlements rows; the caller holds both accounts' rows
 */
create function access.merge_entitlements(p_account_id uuid, p_into_account_id uuid)
returns integer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_count integer;
begin
  update access.entitlements as o
  set valid_until = nullif(
    greatest(coalesce(o.valid_until, 'infinity'), coalesce(e.valid_until, 'infinity')), 'infinity'
  )
  from access.entitlements as e
  where e.account_id = p_account_id
    and o.account_id = p_into_account_id
    and (o.kind, o.key, o.source, o.source_ref) = (e.kind, e.key, e.source, e.source_ref)
    and o.revoked_at is null
    and e.revoked_at is null;

  update access.entitlements as e
  set account_id = p_into_account_id
  where e.account_id = p_account_id
    and not exists (
      select
      from access.entitlements as o
      where o.account_id = p_into_account_id
        and (o.kind, o.key, o.source, o.source_ref) = (e.kind, e.key, e.source, e.source_ref)
    );
  get diagnostics v_count = row_count;

  delete from access.entitlements where account_id = p_account_id;
  return v_count;
end;
$$;

revoke all on function access.merge_entitlements(uuid, uuid) from public;
comment on function access.merge_entitlements is 'Moves entitlements into another account.';

commit;

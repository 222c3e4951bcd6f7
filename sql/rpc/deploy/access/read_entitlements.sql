-- Deploy florin:access/read_entitlements to pg
-- requires: access/require_member
-- requires: access/entitlements

begin;

/*
 * What an account may use beyond its plan, as its members see it: the latest first, past ones
 * included, 1000 at most.
 *
 * Raises  FLMEM not a member
 */
create function access.read_entitlements(p_account_id uuid, p_user_id uuid)
returns jsonb
language plpgsql
stable
-- Definer: the service has no right on any table.
security definer
set search_path = ''
as $$
begin
  perform access.require_member(p_account_id, p_user_id);

  return (
    select coalesce(
      jsonb_agg(
        jsonb_build_object(
          'kind', e.kind, 'key', e.key, 'source', e.source, 'valid_from', e.valid_from,
          'valid_until', e.valid_until, 'is_valid',
          e.revoked_at is null and e.valid_from <= now()
          and (e.valid_until is null or e.valid_until > now())
        )
        order by e.created_at desc, e.id
      ),
      '[]'
    )
    from (
      select *
      from access.entitlements as n
      where n.account_id = p_account_id
      order by n.created_at desc, n.id
      limit 1000
    ) as e
  );
end;
$$;

revoke all on function access.read_entitlements(uuid, uuid) from public;
grant execute on function access.read_entitlements(uuid, uuid) to florin_service;
comment on function access.read_entitlements is 'What an account may use beyond its plan.';

commit;

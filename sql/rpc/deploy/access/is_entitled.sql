-- Deploy florin:access/is_entitled to pg
-- requires: access/entitlements

begin;

/*
 * Whether an account holds a valid entitlement now.
 */
create function access.is_entitled(p_account_id uuid, p_kind text, p_key text)
returns boolean
language sql
stable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
  select exists (
    select
    from access.entitlements as e
    where e.account_id = p_account_id
      and e.kind = p_kind
      and e.key = p_key
      and e.revoked_at is null
      and e.valid_from <= now()
      and (e.valid_until is null or e.valid_until > now())
  );
$$;

revoke all on function access.is_entitled(uuid, text, text) from public;
comment on function access.is_entitled is 'Whether an account holds an entitlement now.';

commit;

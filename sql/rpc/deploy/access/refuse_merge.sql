-- Deploy florin:access/refuse_merge to pg
-- requires: base/schemas

begin;

/*
 * Refuses to merge an account into another.
 *
 * Raises  FLMRG always
 */
create function access.refuse_merge(p_account_id uuid, p_from_account_id uuid, p_rule text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'account % is not merged into %: %', p_from_account_id, p_account_id, p_rule using
    errcode = 'FLMRG',
    detail = pg_catalog.json_build_object('rule', p_rule)::text,
    hint = 'The account of an anonymous user can be merged into that of a signed-in user, once.';
end;
$$;

revoke all on function access.refuse_merge(uuid, uuid, text) from public;
comment on function access.refuse_merge is 'Raises FLMRG with the rule.';

commit;

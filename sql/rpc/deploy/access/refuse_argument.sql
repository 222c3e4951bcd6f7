-- Deploy florin:access/refuse_argument to pg
-- requires: base/schemas

begin;

/*
 * Refuses an argument that no rule allows.
 *
 * Raises  FLARG always
 */
create function access.refuse_argument(p_param text, p_rule text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception '% breaks the rule: %', p_param, p_rule using
    errcode = 'FLARG',
    detail = pg_catalog.json_build_object('param', p_param, 'rule', p_rule)::text,
    hint = pg_catalog.format('Mend %s: %s.', p_param, p_rule);
end;
$$;

revoke all on function access.refuse_argument(text, text) from public;
comment on function access.refuse_argument is 'Raises FLARG with the argument and the rule.';

commit;

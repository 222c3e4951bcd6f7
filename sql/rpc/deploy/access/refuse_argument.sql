-- Deploy florin:access/refuse_argument to pg
-- requires: base/schemas

begin;

/*
 * Refuses an argument that breaks its rule.
 *
 * Raises  FLARG always
 */
create function access.refuse_argument(p_argument text, p_rule text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'argument % breaks the rule: %', p_argument, p_rule using
    errcode = 'FLARG',
    detail = pg_catalog.json_build_object(
      'argument', pg_catalog.left(p_argument, 100), 'rule', p_rule
    )::text,
    hint = 'The detail names the argument and the rule it breaks.';
end;
$$;

revoke all on function access.refuse_argument(text, text) from public;
comment on function access.refuse_argument is 'Raises FLARG with the argument and the rule.';

commit;

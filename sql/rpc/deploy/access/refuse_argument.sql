-- Deploy florin:access/refuse_argument to pg
-- requires: base/schemas

begin;

/*
 * Refuses a call whose argument is outside its rule.
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
  raise exception 'argument %: %', p_argument, p_rule using
    errcode = 'FLARG',
    detail = pg_catalog.json_build_object('argument', p_argument, 'rule', p_rule)::text,
    hint = 'Send what the documentation says of this argument.';
end;
$$;

revoke all on function access.refuse_argument(text, text) from public;
comment on function access.refuse_argument is 'Raises FLARG.';

commit;

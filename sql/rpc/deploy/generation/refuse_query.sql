-- Deploy florin:generation/refuse_query to pg
-- requires: base/schemas

begin;

/*
 * Refuses a question that is not offered.
 *
 * Raises  FLQRY always
 */
create function generation.refuse_query(p_rule text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'cannot be asked: %', p_rule using
    errcode = 'FLQRY',
    detail = pg_catalog.json_build_object('rule', p_rule)::text,
    hint = 'Ask within the rule.';
end;
$$;

revoke all on function generation.refuse_query(text) from public;
comment on function generation.refuse_query is 'Raises FLQRY.';

commit;

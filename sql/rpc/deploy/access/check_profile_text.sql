-- Deploy florin:access/check_profile_text to pg
-- requires: access/refuse_argument

begin;

/*
 * One text of a profile's changes: null where it is cleared.
 *
 * Raises  FLARG no text, or one outside its rule
 */
create function access.check_profile_text(
  p_name text,
  p_value jsonb,
  p_pattern text,
  p_rule text
)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  if p_value = 'null' then
    return null;
  end if;
  if jsonb_typeof(p_value) <> 'string' or p_value #>> '{}' !~ p_pattern then
    perform access.refuse_argument(p_name, p_rule);
  end if;
  return p_value #>> '{}';
end;
$$;

revoke all on function access.check_profile_text(text, jsonb, text, text) from public;
comment on function access.check_profile_text is 'Checks one text of a profile.';

commit;

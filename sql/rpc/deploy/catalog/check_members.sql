-- Deploy florin:catalog/check_members to pg
-- requires: access/refuse_argument

begin;

/*
 * Checks a list of objects that an admin sent: at most 500 of them, each with p_key, none with a
 * member that p_members does not name. A misspelt member must not pass for one left out.
 *
 * Raises  FLARG else
 */
create function catalog.check_members(
  p_argument text,
  p_objects jsonb,
  p_key text,
  p_members text[]
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_object jsonb;
  v_unknown text;
begin
  if jsonb_typeof(p_objects) is distinct from 'array'
    or jsonb_array_length(p_objects) not between 1 and 500
  then
    perform access.refuse_argument(p_argument, 'a list of 1 to 500 objects');
  end if;

  for v_object in select o from jsonb_array_elements(p_objects) as o loop
    if jsonb_typeof(v_object) <> 'object' or v_object ->> p_key is null then
      perform access.refuse_argument(p_argument, 'each is an object with ' || p_key);
    end if;
    select k into v_unknown
    from jsonb_object_keys(v_object) as k
    where k <> all (p_members)
    limit 1;
    if found then
      perform access.refuse_argument(p_argument, 'no member ' || v_unknown);
    end if;
  end loop;
end;
$$;

revoke all on function catalog.check_members(text, jsonb, text, text[]) from public;
comment on function catalog.check_members is 'Checks the members of a list of objects.';

commit;

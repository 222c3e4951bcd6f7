-- Deploy florin:access/merge_json to pg
-- requires: access/refuse_argument

begin;

/*
 * Applies a JSON merge patch (RFC 7396): members of objects are replaced one by one, null removes
 * one, anything else replaces the whole.
 *
 * Raises  FLARG nested deeper than 32 levels
 */
create function access.merge_json(p_target jsonb, p_patch jsonb, p_depth integer default 1)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_result jsonb := case when jsonb_typeof(p_target) = 'object' then p_target else '{}' end;
  v_key text;
  v_value jsonb;
begin
  if jsonb_typeof(p_patch) is distinct from 'object' then
    return p_patch;
  end if;
  if p_depth > 32 then
    perform access.refuse_argument('app_data', 'at most 32 levels');
  end if;

  for v_key, v_value in
    select e.key, e.value from jsonb_each(p_patch) as e
  loop
    v_result := case
      when v_value = 'null' then v_result - v_key
      else v_result || jsonb_build_object(
        v_key, access.merge_json(v_result -> v_key, v_value, p_depth + 1)
      ) end;
  end loop;
  return v_result;
end;
$$;

revoke all on function access.merge_json(jsonb, jsonb, integer) from public;
comment on function access.merge_json is 'Applies a JSON merge patch.';

commit;

-- Deploy florin:generation/count_delivered to pg
-- requires: catalog/price_unit

begin;

/*
 * How many of the units that were asked for came back: images, or seconds where the provider says
 * of each file how long it is. A second begun is one; what is more than asked for is not counted.
 */
create function generation.count_delivered(
  p_unit catalog.price_unit,
  p_quantity integer,
  p_results jsonb
)
returns integer
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_files integer;
  v_known integer;
  v_seconds numeric;
begin
  select count(*), count(f.seconds), ceil(sum(f.seconds)) into v_files, v_known, v_seconds
  from (
    select case
      when jsonb_typeof(r -> 'seconds') = 'number' and (r ->> 'seconds')::numeric > 0
      then (r ->> 'seconds')::numeric
    end as seconds
    from jsonb_array_elements(p_results) as r
  ) as f;

  return case
    when p_unit = 'image' or v_files = 0 then least(p_quantity, v_files)
    when v_known = v_files then least(p_quantity, v_seconds)
    else p_quantity
  end;
end;
$$;

revoke all on function generation.count_delivered(catalog.price_unit, integer, jsonb) from public;
comment on function generation.count_delivered is 'How many of the units asked for came back.';

commit;

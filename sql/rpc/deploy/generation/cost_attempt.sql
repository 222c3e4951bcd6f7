-- Deploy florin:generation/cost_attempt to pg
-- requires: generation/read_line
-- requires: generation/price_line
-- requires: catalog/route_costs

begin;

/*
 * What one try cost us in micro-dollars, at its own route's rates of that time, rounded up. A route
 * without rates costs nothing that we know of.
 */
create function generation.cost_attempt(p_route_id bigint, p_usage jsonb, p_at timestamptz)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
declare
  v_rate catalog.route_costs;
  v_total numeric := 0;
begin
  if jsonb_typeof(p_usage) is distinct from 'array' or jsonb_array_length(p_usage) = 0 then
    return 0;
  end if;

  select * into v_rate
  from catalog.route_costs as c
  where c.route_id = p_route_id
    and c.effective_at <= p_at
  order by c.effective_at desc
  limit 1;
  if not found then
    return 0;
  end if;

  for v_number in 0 .. jsonb_array_length(p_usage) - 1 loop
    v_total := v_total + generation.price_line(
      generation.read_line(p_usage -> v_number), v_rate.input, v_rate.cache_read,
      v_rate.cache_write, v_rate.output, v_rate.web_search
    );
  end loop;

  return ceil(v_total)::bigint + v_rate.request;
end;
$$;

revoke all on function generation.cost_attempt(bigint, jsonb, timestamptz) from public;
comment on function generation.cost_attempt is 'What one try at a provider cost us, µ$.';

commit;

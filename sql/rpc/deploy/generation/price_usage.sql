-- Deploy florin:generation/price_usage to pg
-- requires: generation/priced
-- requires: generation/read_line
-- requires: generation/price_line
-- requires: generation/find_price

begin;

/*
 * Prices the usage of one generation: every line at its own model's price, the sum rounded up
 * once, plus the price per request. No lines cost nothing. Iterations are told apart only where
 * there is something to tell: several lines, or another model.
 *
 * Raises  FLAMT a negative count
 */
create function generation.price_usage(
  p_usage jsonb,
  p_price_id bigint,
  p_at timestamptz
)
returns generation.priced
language plpgsql
stable
set search_path = ''
as $$
declare
  v_lines integer := coalesce(jsonb_array_length(p_usage), 0);
  v_own catalog.prices;
  v_line generation.usage_line;
  v_price catalog.prices;
  v_cost numeric;
  v_total numeric := 0;
  v_iterations jsonb := jsonb_build_array();
  v_sum generation.priced := row(0, 0, 0, 0, 0, 0, null::jsonb)::generation.priced;
begin
  if v_lines = 0 then
    return v_sum;
  end if;

  select * into strict v_own from catalog.prices where id = p_price_id;

  -- By number: a query over the elements costs as much as all the rest.
  for v_number in 0 .. v_lines - 1 loop
    v_line := generation.read_line(p_usage -> v_number);
    v_price := v_own;
    if v_line.model is not null then
      v_price := generation.find_price(v_line.model, p_at, v_own);
    end if;

    v_cost := generation.price_line(
      v_line, v_price.input, v_price.cache_read, v_price.cache_write, v_price.output,
      v_price.web_search
    );
    v_total := v_total + v_cost;
    v_sum.input := v_sum.input + v_line.input;
    v_sum.cache_read := v_sum.cache_read + v_line.cache_read;
    v_sum.cache_write := v_sum.cache_write + v_line.cache_write;
    v_sum.output := v_sum.output + v_line.output;
    v_sum.web_search := v_sum.web_search + v_line.web_search;
    if v_lines > 1 or v_line.model is not null then
      v_iterations := v_iterations || (to_jsonb(v_line) || jsonb_build_object(
        'model', coalesce(v_line.model, v_own.model_id), 'priced_as', v_price.model_id,
        'charged', ceil(v_cost)
      ));
    end if;
  end loop;

  v_sum.charge := ceil(v_total)::bigint + v_own.request;
  v_sum.iterations := nullif(v_iterations, '[]');
  return v_sum;
end;
$$;

revoke all on function generation.price_usage(jsonb, bigint, timestamptz) from public;
comment on function generation.price_usage is 'What the usage of one generation costs.';

commit;

-- Deploy florin:generation/price_lines to pg
-- requires: generation/priced
-- requires: generation/read_line
-- requires: generation/price_line
-- requires: generation/find_price
-- requires: generation/bill

begin;

/*
 * Prices usage of several lines, or of other models than the generation's own: every line at its
 * own model's price, the sum rounded up once, plus the price per request. Each line is told apart
 * as an iteration.
 *
 * Raises  FLAMT a negative count
 */
create function generation.price_lines(
  p_usage jsonb,
  p_bill generation.bill
)
returns generation.priced
language plpgsql
stable
set search_path = ''
as $$
declare
  v_line generation.usage_line;
  v_bill generation.bill;
  v_cost numeric;
  v_total numeric := 0;
  v_iterations jsonb := jsonb_build_array();
  v_sum generation.priced := row(0, 0, 0, 0, 0, 0, null::jsonb)::generation.priced;
begin
  -- By number: a query over the elements costs as much as all the rest.
  for v_number in 0 .. jsonb_array_length(p_usage) - 1 loop
    v_line := generation.read_line(p_usage -> v_number);
    -- What another model's line costs is billed at that model's rates.
    v_bill := p_bill;
    if v_line.model is not null then
      v_bill := generation.find_price(v_line.model, p_bill);
    end if;

    v_cost := generation.price_line(
      v_line, v_bill.input, v_bill.cache_read, v_bill.cache_write, v_bill.output,
      v_bill.web_search
    );
    v_total := v_total + v_cost;
    v_sum.input := v_sum.input + v_line.input;
    v_sum.cache_read := v_sum.cache_read + v_line.cache_read;
    v_sum.cache_write := v_sum.cache_write + v_line.cache_write;
    v_sum.output := v_sum.output + v_line.output;
    v_sum.web_search := v_sum.web_search + v_line.web_search;
    v_iterations := v_iterations || (to_jsonb(v_line) || jsonb_build_object(
      'model', coalesce(v_line.model, p_bill.model_id), 'priced_as', v_bill.model_id,
      'charged', case when p_bill.access = 'trial' then 0 else ceil(v_cost) end
    ));
  end loop;

  v_sum.charge := case
    when p_bill.access = 'trial' then 0 else ceil(v_total)::bigint + p_bill.request end;
  v_sum.iterations := v_iterations;
  return v_sum;
end;
$$;

revoke all on function generation.price_lines(jsonb, generation.bill) from public;
comment on function generation.price_lines is 'What usage of several lines or models costs.';

commit;

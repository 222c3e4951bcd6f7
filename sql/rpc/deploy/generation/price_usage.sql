-- Deploy florin:generation/price_usage to pg
-- requires: generation/priced
-- requires: generation/read_line
-- requires: generation/price_line
-- requires: generation/price_lines
-- requires: generation/bill

begin;

/*
 * Prices the usage of one generation: every line at its own model's price, the sum rounded up
 * once, plus the price per request. No lines cost nothing. Iterations are told apart only where
 * there is something to tell: several lines, or another model. A trial is free.
 *
 * Raises  FLAMT a negative count
 */
create function generation.price_usage(
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
begin
  if coalesce(jsonb_array_length(p_usage), 0) = 0 then
    return row(0, 0, 0, 0, 0, 0, null::jsonb)::generation.priced;
  end if;
  if jsonb_array_length(p_usage) > 1 or p_usage #>> '{0,model}' is not null then
    return generation.price_lines(p_usage, p_bill);
  end if;

  v_line := generation.read_line(p_usage -> 0);
  return row(
    case when p_bill.access = 'trial' then 0 else p_bill.request + ceil(generation.price_line(
      v_line, p_bill.input, p_bill.cache_read, p_bill.cache_write, p_bill.output,
      p_bill.web_search
    ))::bigint end,
    v_line.input, v_line.cache_read, v_line.cache_write, v_line.output, v_line.web_search,
    null::jsonb
  )::generation.priced;
end;
$$;

revoke all on function generation.price_usage(jsonb, generation.bill) from public;
comment on function generation.price_usage is 'What the usage of one generation costs.';

commit;

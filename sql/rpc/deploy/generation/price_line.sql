-- Deploy florin:generation/price_line to pg
-- requires: ledger/refuse_amount

begin;

/*
 * Prices one usage line: disjoint slices of tokens at rates per million, searches per unit. For
 * what users pay (µc) and for what routes cost (µ$) alike. Not rounded: the caller rounds the sum
 * of the lines up, once.
 *
 * Raises  FLAMT a negative count
 */
create function generation.price_line(
  p_line jsonb,
  p_input bigint,
  p_cache_read bigint,
  p_cache_write bigint,
  p_output bigint,
  p_web_search bigint
)
returns numeric
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_input numeric := coalesce((p_line ->> 'input')::numeric, 0);
  v_cache_read numeric := coalesce((p_line ->> 'cache_read')::numeric, 0);
  v_cache_write numeric := coalesce((p_line ->> 'cache_write')::numeric, 0);
  v_output numeric := coalesce((p_line ->> 'output')::numeric, 0);
  v_web_search numeric := coalesce((p_line ->> 'web_search')::numeric, 0);
begin
  if least(v_input, v_cache_read, v_cache_write, v_output, v_web_search) < 0 then
    perform ledger.refuse_amount(
      least(v_input, v_cache_read, v_cache_write, v_output, v_web_search)::bigint,
      'usage is not negative'
    );
  end if;

  return (
    v_input * p_input + v_cache_read * p_cache_read + v_cache_write * p_cache_write
    + v_output * p_output
  ) / 1000000 + v_web_search * p_web_search;
end;
$$;

revoke all on function generation.price_line(jsonb, bigint, bigint, bigint, bigint, bigint)
from public;
comment on function generation.price_line is 'The exact price of one usage line, unrounded.';

commit;

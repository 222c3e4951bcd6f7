-- Deploy florin:generation/price_line to pg
-- requires: catalog/prices

begin;

/*
 * Prices one usage line: disjoint slices of tokens at microcredits per million, searches per
 * unit. Not rounded: the caller rounds the sum of the lines up, once.
 */
create function generation.price_line(p_line jsonb, p_price catalog.prices)
returns numeric
language plpgsql
immutable
set search_path = ''
as $$
begin
  return (
    coalesce((p_line ->> 'input')::numeric, 0) * p_price.input
    + coalesce((p_line ->> 'cache_read')::numeric, 0) * p_price.cache_read
    + coalesce((p_line ->> 'cache_write')::numeric, 0) * p_price.cache_write
    + coalesce((p_line ->> 'output')::numeric, 0) * p_price.output
  ) / 1000000
  + coalesce((p_line ->> 'web_search')::numeric, 0) * p_price.web_search;
end;
$$;

revoke all on function generation.price_line(jsonb, catalog.prices) from public;
comment on function generation.price_line is 'The exact price of one usage line, µc, unrounded.';

commit;

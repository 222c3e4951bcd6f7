-- Deploy florin:generation/price_line to pg
-- requires: base/schemas

begin;

/*
 * Prices one usage line: disjoint slices of tokens at rates per million, searches per unit. For
 * what users pay (µc) and for what routes cost (µ$) alike. Not rounded: the caller rounds the sum
 * of the lines up, once.
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
begin
  return (
    coalesce((p_line ->> 'input')::numeric, 0) * p_input
    + coalesce((p_line ->> 'cache_read')::numeric, 0) * p_cache_read
    + coalesce((p_line ->> 'cache_write')::numeric, 0) * p_cache_write
    + coalesce((p_line ->> 'output')::numeric, 0) * p_output
  ) / 1000000
  + coalesce((p_line ->> 'web_search')::numeric, 0) * p_web_search;
end;
$$;

revoke all on function generation.price_line(jsonb, bigint, bigint, bigint, bigint, bigint)
from public;
comment on function generation.price_line is 'The exact price of one usage line, unrounded.';

commit;

-- Deploy florin:generation/price_line to pg
-- requires: generation/usage_line

begin;

/*
 * Prices one usage line: disjoint slices of tokens at rates per million, searches per unit. For
 * what users pay (µc) and for what routes cost (µ$) alike. Not rounded: the caller rounds the sum
 * of the lines up, once.
 */
create function generation.price_line(
  p_line generation.usage_line,
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
    p_line.input::numeric * p_input
    + p_line.cache_read::numeric * p_cache_read
    + p_line.cache_write::numeric * p_cache_write
    + p_line.output::numeric * p_output
  ) / 1000000
  + p_line.web_search::numeric * p_web_search;
end;
$$;

revoke all on function generation.price_line(
  generation.usage_line, bigint, bigint, bigint, bigint, bigint
) from public;
comment on function generation.price_line is 'The exact price of one usage line, unrounded.';

commit;

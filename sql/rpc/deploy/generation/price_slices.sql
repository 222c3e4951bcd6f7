-- Deploy florin:generation/price_slices to pg
-- requires: generation/priced

begin;

/*
 * Prices sums of disjoint slices, at rates per million tokens and per search, rounded up once.
 */
create function generation.price_slices(
  p_sums generation.priced,
  p_input bigint,
  p_cache_read bigint,
  p_cache_write bigint,
  p_output bigint,
  p_web_search bigint
)
returns bigint
language plpgsql
immutable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
begin
  return ceil((
    p_sums.input::numeric * p_input
    + p_sums.cache_read::numeric * p_cache_read
    + p_sums.cache_write::numeric * p_cache_write
    + p_sums.output::numeric * p_output
  ) / 1000000 + p_sums.web_search::numeric * p_web_search)::bigint;
end;
$$;

revoke all on function generation.price_slices(
  generation.priced, bigint, bigint, bigint, bigint, bigint
) from public;
comment on function generation.price_slices is 'The price of sums of slices.';

commit;

-- Deploy florin:generation/estimate_hold to pg
-- requires: catalog/prices

begin;

/*
 * What to reserve for input and output of these sizes. Input is taken at its dearest slice, since
 * nobody knows yet what the provider will cache.
 *
 * Raises  FLAMT negative or absurd sizes
 */
create function generation.estimate_hold(
  p_price catalog.prices,
  p_input_tokens bigint,
  p_output_tokens bigint
)
returns ledger.microcredits
language plpgsql
immutable
set search_path = ''
as $$
begin
  if p_input_tokens not between 0 and 100000000 or p_output_tokens not between 0 and 100000000 then
    perform ledger.refuse_amount(
      case when p_input_tokens between 0 and 100000000 then p_output_tokens
        else p_input_tokens end,
      'tokens are between 0 and 100,000,000'
    );
  end if;

  return ceil((
    p_input_tokens::numeric * greatest(p_price.input, p_price.cache_write)
    + p_output_tokens::numeric * p_price.output
  ) / 1000000)::bigint + p_price.request;
end;
$$;

revoke all on function generation.estimate_hold(catalog.prices, bigint, bigint) from public;
comment on function generation.estimate_hold is 'What to reserve for a generation, µc.';

commit;

-- Deploy florin:generation/sum_lines to pg
-- requires: generation/priced
-- requires: generation/read_line
-- requires: generation/find_bill
-- requires: generation/price_lines

begin;

/*
 * Sums the usage of a generation that runs. The usual single line of its own model is left to be
 * priced by the statement that writes it, which has the rates at hand: its charge is null. Several
 * lines, or other models', are priced here.
 *
 * Raises  FLAMT a negative count · FLGEN unknown generation
 */
create function generation.sum_lines(
  p_account_id uuid,
  p_generation_id uuid,
  p_usage jsonb
)
returns generation.priced
language plpgsql
stable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_line generation.usage_line;
begin
  if jsonb_array_length(p_usage) = 1 and p_usage #>> '{0,model}' is null then
    v_line := generation.read_line(p_usage -> 0);
    return row(
      null, v_line.input, v_line.cache_read, v_line.cache_write, v_line.output,
      v_line.web_search, null::jsonb
    )::generation.priced;
  end if;

  if coalesce(jsonb_array_length(p_usage), 0) = 0 then
    return row(0, 0, 0, 0, 0, 0, null::jsonb)::generation.priced;
  end if;
  return generation.price_lines(
    p_usage, generation.find_bill(p_account_id, p_generation_id)
  );
end;
$$;

revoke all on function generation.sum_lines(uuid, uuid, jsonb) from public;
comment on function generation.sum_lines is 'Sums the usage of a generation that runs.';

commit;

-- Deploy florin:generation/read_line to pg
-- requires: generation/usage_line
-- requires: ledger/refuse_amount

begin;

/*
 * Reads one usage line of the service's JSON. What it does not name is zero.
 *
 * Raises  FLAMT a negative count
 */
create function generation.read_line(p_line jsonb)
returns generation.usage_line
language plpgsql
immutable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_line generation.usage_line := jsonb_populate_record(
    row(null::text, 0, 0, 0, 0, 0)::generation.usage_line, jsonb_strip_nulls(p_line)
  );
  v_least bigint := least(
    v_line.input, v_line.cache_read, v_line.cache_write, v_line.output, v_line.web_search
  );
begin
  if v_least < 0 then
    perform ledger.refuse_amount(v_least, 'usage is not negative');
  end if;

  return v_line;
end;
$$;

revoke all on function generation.read_line(jsonb) from public;
comment on function generation.read_line is 'One usage line of the service''s JSON.';

commit;

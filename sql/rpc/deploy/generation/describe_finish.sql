-- Deploy florin:generation/describe_finish to pg
-- requires: generation/generation_status
-- requires: generation/priced
-- requires: ledger/settlement
-- requires: ledger/usage_source

begin;

/*
 * What a finished generation used and was charged, with the account after it.
 */
create function generation.describe_finish(
  p_outcome generation.generation_status,
  p_usage_source ledger.usage_source,
  p_priced generation.priced,
  p_settled ledger.settlement
)
returns json
language plpgsql
immutable
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
begin
  return json_build_object(
    'outcome', p_outcome,
    'charged', p_priced.charge,
    'uncollected', p_settled.uncollected,
    'released', p_settled.released,
    'posted', p_settled.posted,
    'available', p_settled.available,
    'version', p_settled.version,
    'usage_source', p_usage_source,
    'usage', json_build_object(
      'input', p_priced.input, 'cache_read', p_priced.cache_read,
      'cache_write', p_priced.cache_write, 'output', p_priced.output,
      'web_search', p_priced.web_search
    ),
    'iterations', coalesce(p_priced.iterations, '[]')
  );
end;
$$;

revoke all on function generation.describe_finish(
  generation.generation_status, ledger.usage_source, generation.priced, ledger.settlement
) from public;
comment on function generation.describe_finish is 'What a finished generation was charged.';

commit;

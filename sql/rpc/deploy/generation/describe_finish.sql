-- Deploy florin:generation/describe_finish to pg
-- requires: generation/generations
-- requires: ledger/settlement

begin;

/*
 * What a finished generation used and was charged, with the account after it.
 */
create function generation.describe_finish(
  p_generation generation.generations,
  p_settled ledger.settlement
)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'outcome', p_generation.status,
    'charged', p_generation.charged,
    'uncollected', p_generation.uncollected,
    'released', p_settled.released,
    'posted', p_settled.posted,
    'available', p_settled.available,
    'version', p_settled.version,
    'usage_source', p_generation.usage_source,
    'usage', jsonb_build_object(
      'input', p_generation.input, 'cache_read', p_generation.cache_read,
      'cache_write', p_generation.cache_write, 'output', p_generation.output,
      'web_search', p_generation.web_search
    ),
    'iterations', coalesce(p_generation.iterations, '[]')
  );
end;
$$;

revoke all on function generation.describe_finish(
  generation.generations, ledger.settlement
) from public;
comment on function generation.describe_finish is 'What a finished generation was charged.';

commit;

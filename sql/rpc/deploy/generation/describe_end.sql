-- Deploy florin:generation/describe_end to pg
-- requires: generation/describe_finish
-- requires: generation/find_settlement
-- requires: generation/generations

begin;

/*
 * Describes again, as generation.finish did, a generation that has ended before.
 */
create function generation.describe_end(p_account_id uuid, p_generation_id uuid)
returns json
language plpgsql
stable
set search_path = ''
as $$
declare
  v_generation generation.generations;
  v_settled ledger.settlement := generation.find_settlement(p_account_id, p_generation_id);
begin
  select * into strict v_generation
  from generation.generations as g
  where g.account_id = p_account_id
    and g.id = p_generation_id;

  v_settled.uncollected := v_generation.uncollected;
  return generation.describe_finish(
    v_generation.status, v_generation.usage_source,
    row(
      v_generation.charged, v_generation.input, v_generation.cache_read,
      v_generation.cache_write, v_generation.output, v_generation.web_search,
      v_generation.iterations
    )::generation.priced,
    v_settled
  );
end;
$$;

revoke all on function generation.describe_end(uuid, uuid) from public;
comment on function generation.describe_end is 'Describes a generation that has ended before.';

commit;

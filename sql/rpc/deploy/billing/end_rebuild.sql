-- Deploy florin:billing/end_rebuild to pg
-- requires: billing/rebuild_rows
-- requires: billing/list_rebuilt
-- requires: billing/apply_chains

begin;

/*
 * Attributes and applies all that was folded again, and answers what differs from before: each as
 * origin, is_missing (it was there before) and content, at most 1000. Nothing should.
 *
 * Locks   ledger.accounts rows; the caller began the rebuild
 */
create function billing.end_rebuild()
returns jsonb
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_provider text;
  v_environment text;
  v_chains text[];
  v_differences jsonb;
begin
  for v_provider, v_environment, v_chains in
    select c.provider, c.environment, array_agg(c.chain_id)
    from (
      select p.provider, p.environment, p.chain_id from billing.purchases as p
      union
      select s.provider, s.environment, s.chain_id from billing.subscriptions as s
    ) as c
    group by c.provider, c.environment
    order by c.provider, c.environment
  loop
    perform billing.apply_chains(v_provider, v_environment, v_chains);
  end loop;

  select coalesce(jsonb_agg(to_jsonb(d)), '[]') into v_differences
  from (
    select x.origin, true as is_missing, x.content
    from (
      select r.origin, r.content from billing.rebuild_rows as r
      except all
      select l.origin, l.content from billing.list_rebuilt() as l
    ) as x
    union all
    select x.origin, false, x.content
    from (
      select l.origin, l.content from billing.list_rebuilt() as l
      except all
      select r.origin, r.content from billing.rebuild_rows as r
    ) as x
    order by 1, 2
    limit 1000
  ) as d;
  delete from billing.rebuild_rows;
  return v_differences;
end;
$$;

revoke all on function billing.end_rebuild() from public;
grant execute on function billing.end_rebuild() to florin_worker;
comment on function billing.end_rebuild is 'Applies what was folded again; what differs.';

commit;

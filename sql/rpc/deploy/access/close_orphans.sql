-- Deploy florin:access/close_orphans to pg
-- requires: access/close_orphan
-- requires: access/follow_merge

begin;

/*
 * Looks at accounts that a member left, at most p_limit of them: closes those nobody is left of,
 * moves what came late to those that were merged. Returns how many it looked at; call again until
 * it is less than the limit. Several workers may run it at once.
 *
 * Locks   access.departures and ledger.accounts rows, skipping locked ones: who waits while
 *         holding the locks of a batch is half of a deadlock
 */
create function access.close_orphans(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_due uuid[];
  v_id uuid;
  v_merge access.merges;
begin
  select coalesce(array_agg(d.account_id), '{}') into v_due
  from (
    select q.account_id
    from access.departures as q
    join ledger.accounts as a on a.id = q.account_id
    where q.due_at <= now()
    order by q.due_at
    limit p_limit
    for update of q, a skip locked
  ) as d;

  foreach v_id in array v_due loop
    select m.* into v_merge
    from access.merges as m
    join ledger.accounts as a on a.id = m.into_account_id and a.status <> 'closed'
    where m.account_id = v_id;
    if found then
      perform access.follow_merge(v_merge);
    elsif exists (select from access.members as m where m.account_id = v_id) then
      delete from access.departures where account_id = v_id;
    else
      perform access.close_orphan(v_id);
    end if;
  end loop;

  return cardinality(v_due);
end;
$$;

revoke all on function access.close_orphans(integer) from public;
grant execute on function access.close_orphans(integer) to florin_worker;
comment on function access.close_orphans is 'Closes accounts nobody is left of, in batches.';

commit;

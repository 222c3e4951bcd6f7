-- Deploy florin:generation/sweep to pg
-- requires: generation/close

begin;

/*
 * Ends generations whose service went silent, at most p_limit of them: charged by the last
 * recorded progress, or released where there is none. Returns how many; call again until it is
 * less than the limit. Several workers may run it at once.
 *
 * Locks   generation.generations, ledger.holds and ledger.accounts rows, skipping locked ones: who
 *         waits while holding the locks of a batch is half of a deadlock
 */
create function generation.sweep(p_limit integer)
returns integer
language plpgsql
volatile
-- Definer: workers have no right on any table.
security definer
set search_path = ''
as $$
declare
  v_generation generation.generations;
  v_count integer := 0;
begin
  for v_generation in
    select g.*
    from ledger.holds as h
    join generation.generations as g on g.account_id = h.account_id and g.id = h.id
    join ledger.accounts as a on a.id = h.account_id
    where h.status = 'open'
      and h.purpose = 'generation'
      and h.expires_at <= now()
    order by h.expires_at
    limit p_limit
    -- With its locks, a row's conditions are judged anew: a heartbeat may just have renewed it.
    for update of g, h, a skip locked
  loop
    perform generation.close(
      v_generation, 'expired', v_generation.progress, 'estimated', null,
      jsonb_build_object('code', 'service_died'), true, null
    );
    v_count := v_count + 1;
  end loop;

  return v_count;
end;
$$;

revoke all on function generation.sweep(integer) from public;
grant execute on function generation.sweep(integer) to florin_worker;
comment on function generation.sweep is 'Ends generations whose service went silent, in batches.';

commit;

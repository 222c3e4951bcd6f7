-- Deploy florin:generation/sweep to pg
-- requires: generation/close

begin;

/*
 * Ends generations whose service went silent, at most p_limit of them: charged by the last
 * recorded progress, or released where there is none. Returns how many; call again until it is
 * less than the limit. Several workers may run it at once.
 *
 * Locks   generation.generations rows (skipping locked ones), then each one's ledger.holds row,
 *         then its ledger.accounts row
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
    where h.status = 'open'
      and h.purpose = 'generation'
      and h.expires_at <= now()
    order by h.expires_at
    limit p_limit
    for update of g skip locked
  loop
    -- A heartbeat may have renewed the lease before we had the row.
    continue when not exists (
      select from ledger.holds as h
      where h.account_id = v_generation.account_id
        and h.id = v_generation.id
        and h.status = 'open'
        and h.expires_at <= now()
    );

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

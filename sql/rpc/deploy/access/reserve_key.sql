-- Deploy florin:access/reserve_key to pg
-- requires: access/refuse_key
-- requires: ledger/refuse_amount

begin;

/*
 * Reserves part of a key's budget for one generation, and counts it against the key's rate: both
 * or neither. The rate is GCRA: paced_until runs ahead of the clock by one request's share of a
 * minute each time, and by a minute at most, so a whole minute's requests may come at once. By
 * the clock, as in ledger.hold_credits.
 *
 * Call it with the account's row locked, as everything that touches a key while money moves: in
 * one order, nothing waits for itself.
 *
 * Raises  FLKYU · FLSCO · FLBUD · FLLIM, see access.refuse_key · FLAMT bad amount
 * Locks   access.api_keys row
 */
create function access.reserve_key(
  p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount ledger.microcredits,
  p_scope text default 'generate'
)
returns void
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
begin
  if p_amount is null or p_amount < 0 then
    perform ledger.refuse_amount(p_amount, 'a reservation is not negative');
  end if;

  loop
    -- The lock and the decision in one, as in ledger.hold_credits.
    update access.api_keys
    set
      reserved = reserved + p_amount,
      spent = case when budget_resets_at <= now() then 0 else spent end,
      budget_resets_at = case
        when budget_resets_at <= now() then access.next_budget_reset(budget_period)
        else budget_resets_at
      end,
      paced_until = case
        when requests_per_minute is null then paced_until
        else greatest(paced_until, clock_timestamp())
          -- Rounded down: rounded up, the last request of a minute would not fit into it.
          + make_interval(secs => trunc(60.0 / requests_per_minute, 6))
      end,
      last_used_at = now()
    where account_id = p_account_id
      and id = p_key_id
      and user_id = p_user_id
      and revoked_at is null
      and (expires_at is null or expires_at > now())
      and p_scope = any(scopes)
      and (
        budget is null
        or case when budget_resets_at <= now() then 0 else spent end + reserved + p_amount
          <= budget
      )
      and (
        requests_per_minute is null
        or paced_until
          <= clock_timestamp() + interval '1 minute'
          - make_interval(secs => trunc(60.0 / requests_per_minute, 6))
      );
    exit when found;

    perform access.refuse_key(p_account_id, p_user_id, p_key_id, p_amount, p_scope);
  end loop;
end;
$$;

revoke all on function access.reserve_key(uuid, uuid, uuid, ledger.microcredits, text) from public;
comment on function access.reserve_key is 'Reserves part of a key''s budget for one generation.';

commit;

-- Deploy florin:access/extend_key to pg
-- requires: access/refuse_budget
-- requires: ledger/refuse_amount

begin;

/*
 * Reserves more of a key's budget for a generation that runs. A key that was revoked or expired
 * meanwhile still pays for what it began; where its user is no member any more, it is gone.
 *
 * Raises  FLBUD budget · FLKYU no such key · FLAMT bad amount
 * Locks   access.api_keys row, after the account's
 */
create function access.extend_key(
  p_account_id uuid, p_key_id uuid, p_more ledger.microcredits
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_key access.api_keys;
  v_spent bigint;
begin
  if p_more is null or p_more < 0 then
    perform ledger.refuse_amount(p_more, 'a reservation is not negative');
  end if;

  loop
    update access.api_keys
    set
      reserved = reserved + p_more,
      spent = case when budget_resets_at <= now() then 0 else spent end,
      budget_resets_at = case
        when budget_resets_at <= now() then access.next_budget_reset(budget_period)
        else budget_resets_at
      end
    where account_id = p_account_id
      and id = p_key_id
      and (
        budget is null
        or case when budget_resets_at <= now() then 0 else spent end + reserved + p_more
          <= budget
      );
    exit when found;

    select * into v_key
    from access.api_keys
    where account_id = p_account_id and id = p_key_id
    for no key update;
    if not found then
      raise exception 'key % is gone', p_key_id using
        errcode = 'FLKYU',
        detail = pg_catalog.json_build_object('key_id', p_key_id)::text,
        hint = 'The key''s user is no member of the account any more.';
    end if;
    -- Unless the reason has passed meanwhile: then the next try succeeds, for the row is ours.
    v_spent := case when v_key.budget_resets_at <= now() then 0 else v_key.spent end;
    if v_spent + v_key.reserved + p_more > v_key.budget then
      perform access.refuse_budget(v_key, p_more);
    end if;
  end loop;
end;
$$;

revoke all on function access.extend_key(uuid, uuid, ledger.microcredits) from public;
comment on function access.extend_key is 'Reserves more of a key''s budget for what runs.';

commit;

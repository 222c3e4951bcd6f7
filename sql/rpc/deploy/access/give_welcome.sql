-- Deploy florin:access/give_welcome to pg
-- requires: access/welcomes
-- requires: access/merges
-- requires: catalog/welcome_credits
-- requires: ledger/grant_credits

begin;

/*
 * Grants an account its welcome credits, once; the account it was merged into, where it was.
 * Returns what was granted, µc: 0 where it had them, or is closed.
 *
 * Locks   ledger.accounts row, of both accounts in turn where the first was merged
 */
create function access.give_welcome(p_account_id uuid, p_check_id uuid, p_environment text)
returns bigint
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_account_id uuid := p_account_id;
  v_status ledger.account_status;
  v_offer catalog.welcome_credits;
begin
  select * into strict v_offer
  from catalog.welcome_credits
  where environment = p_environment;
  select status into v_status from ledger.accounts where id = v_account_id for update;
  if v_status = 'closed' then
    select into_account_id into v_account_id
    from access.merges
    where account_id = p_account_id;
    select status into v_status from ledger.accounts where id = v_account_id for update;
  end if;
  if v_offer.amount = 0 or v_status is null or v_status = 'closed' then
    return 0;
  end if;

  insert into access.welcomes (account_id, environment, amount, check_id)
  values (v_account_id, p_environment, v_offer.amount, p_check_id)
  on conflict do nothing;
  if not found then
    return 0;
  end if;
  perform ledger.grant_credits(
    v_account_id, 'promo', 'welcome:' || p_environment, v_offer.amount,
    p_expires_at => now() + v_offer.expires_after
  );
  return v_offer.amount;
end;
$$;

revoke all on function access.give_welcome(uuid, uuid, text) from public;
comment on function access.give_welcome is 'Grants welcome credits, once per account.';

commit;

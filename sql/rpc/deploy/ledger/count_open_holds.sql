-- Deploy florin:ledger/count_open_holds to pg
-- requires: ledger/holds

begin;

/*
 * How many holds of an account are open, whatever they are for. The account's row counts its
 * generations only. Looks through open holds or the account's own: for what happens rarely.
 */
create function ledger.count_open_holds(p_account_id uuid)
returns integer
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select count(*)
    from ledger.holds as h
    where h.account_id = p_account_id
      and h.closed_at is null
  );
end;
$$;

revoke all on function ledger.count_open_holds(uuid) from public;
comment on function ledger.count_open_holds is 'How many holds of an account are open.';

commit;

-- Deploy florin:generation/find_settlement to pg
-- requires: generation/generations
-- requires: ledger/settlement

begin;

/*
 * A closed generation's hold, and its account as it is by now. Nothing is charged by it.
 */
create function generation.find_settlement(p_account_id uuid, p_generation_id uuid)
returns ledger.settlement
language plpgsql
stable
set search_path = ''
as $$
declare
  v_settled ledger.settlement;
begin
  select
    0, 0, greatest(g.hold - g.charged, 0), a.posted,
    a.posted - a.held + a.overdraft_limit, a.version
  into strict v_settled
  from ledger.accounts as a
  join generation.generations as g on g.account_id = a.id and g.id = p_generation_id
  where a.id = p_account_id;

  return v_settled;
end;
$$;

revoke all on function generation.find_settlement(uuid, uuid) from public;
comment on function generation.find_settlement is 'A closed generation''s hold and account.';

commit;

-- Deploy florin:access/reserve_key to pg
-- requires: base/schemas

begin;

/*
 * Stub.
 */
create function access.reserve_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount bigint)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  return;
end;
$$;

revoke all on function access.reserve_key(p_account_id uuid, p_user_id uuid, p_key_id uuid, p_amount bigint) from public;
comment on function access.reserve_key is 'Stub.';

commit;

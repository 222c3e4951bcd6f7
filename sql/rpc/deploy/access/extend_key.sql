-- Deploy florin:access/extend_key to pg
-- requires: base/schemas

begin;

/*
 * Stub.
 */
create function access.extend_key(p_account_id uuid, p_key_id uuid, p_more bigint)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  return;
end;
$$;

revoke all on function access.extend_key(p_account_id uuid, p_key_id uuid, p_more bigint) from public;
comment on function access.extend_key is 'Stub.';

commit;

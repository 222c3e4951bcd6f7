-- Deploy florin:access/settle_key to pg
-- requires: base/schemas

begin;

/*
 * Stub.
 */
create function access.settle_key(p_account_id uuid, p_key_id uuid, p_reserved bigint, p_charged bigint)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  return;
end;
$$;

revoke all on function access.settle_key(p_account_id uuid, p_key_id uuid, p_reserved bigint, p_charged bigint) from public;
comment on function access.settle_key is 'Stub.';

commit;

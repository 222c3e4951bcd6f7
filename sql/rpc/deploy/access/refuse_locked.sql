-- Deploy florin:access/refuse_locked to pg
-- requires: base/schemas

begin;

/*
 * Stub.
 */
create function access.refuse_locked(p_account_id uuid, p_model_id text)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'locked' using errcode = 'FLLCK', detail = '{}', hint = 'x';
end;
$$;

revoke all on function access.refuse_locked(p_account_id uuid, p_model_id text) from public;
comment on function access.refuse_locked is 'Stub.';

commit;

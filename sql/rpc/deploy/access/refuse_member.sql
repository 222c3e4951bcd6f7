-- Deploy florin:access/refuse_member to pg
-- requires: base/schemas

begin;

/*
 * Refuses a user who may not act for an account, or whom Auth does not know (any more).
 *
 * Raises  FLMEM always
 */
create function access.refuse_member(p_account_id uuid, p_user_id uuid)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  raise exception 'user % is not a member of account %', p_user_id, p_account_id using
    errcode = 'FLMEM',
    detail = pg_catalog.json_build_object('user_id', p_user_id)::text,
    hint = 'Sign in again.';
end;
$$;

revoke all on function access.refuse_member(uuid, uuid) from public;
comment on function access.refuse_member is 'Raises FLMEM.';

commit;

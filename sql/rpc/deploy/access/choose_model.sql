-- Deploy florin:access/choose_model to pg
-- requires: base/schemas
-- requires: access/choice

begin;

/*
 * Stub.
 */
create function access.choose_model(p_account_id uuid, p_user_id uuid, p_persona text, p_api text)
returns access.choice
language plpgsql
volatile
set search_path = ''
as $$
begin
  return null;
end;
$$;

revoke all on function access.choose_model(p_account_id uuid, p_user_id uuid, p_persona text, p_api text) from public;
comment on function access.choose_model is 'Stub.';

commit;

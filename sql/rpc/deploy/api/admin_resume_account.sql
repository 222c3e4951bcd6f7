-- Deploy florin:api/admin_resume_account to pg
-- requires: access/admin_resume_account

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.admin_resume_account has the rules.
create function api.admin_resume_account(p_user text, p_reason text)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.admin_resume_account(p_user, p_reason);
end;
$$;

revoke all on function api.admin_resume_account(text, text) from public;
grant execute on function api.admin_resume_account(text, text) to authenticated;
comment on function api.admin_resume_account is 'For admins: resumes an account.';

commit;

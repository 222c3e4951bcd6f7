-- Deploy florin:api/admin_take_credits to pg
-- requires: access/admin_take_credits

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.admin_take_credits has the rules.
create function api.admin_take_credits(p_user text, p_amount bigint, p_reason text, p_ref text)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.admin_take_credits(p_user, p_amount, p_reason, p_ref);
end;
$$;

revoke all on function api.admin_take_credits(text, bigint, text, text) from public;
grant execute on function api.admin_take_credits(text, bigint, text, text) to authenticated;
comment on function api.admin_take_credits is 'For admins: takes credits.';

commit;

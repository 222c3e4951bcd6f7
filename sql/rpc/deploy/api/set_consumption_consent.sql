-- Deploy florin:api/set_consumption_consent to pg
-- requires: access/set_consumption_consent

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.set_consumption_consent has the rules.
create function api.set_consumption_consent(p_is_given boolean)
returns boolean
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.set_consumption_consent(p_is_given);
end;
$$;

revoke all on function api.set_consumption_consent(boolean) from public;
grant execute on function api.set_consumption_consent(boolean) to authenticated;
comment on function api.set_consumption_consent is
  'Records whether the store may be told how much of a purchase you used, for a refund.';

commit;

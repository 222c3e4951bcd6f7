-- Deploy florin:api/record_refusal to pg
-- requires: access/record_refusal

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.record_refusal has the rules.
create function api.record_refusal(
  p_account_id uuid,
  p_user_id uuid,
  p_model text,
  p_limit_source text
)
returns void
language plpgsql
volatile
set search_path = ''
as $$
begin
  perform access.record_refusal(p_account_id, p_user_id, p_model, p_limit_source);
end;
$$;

revoke all on function api.record_refusal(uuid, uuid, text, text) from public;
grant execute on function api.record_refusal(uuid, uuid, text, text) to florin_service;
comment on function api.record_refusal is
  'Tells that a limit was hit.';

commit;

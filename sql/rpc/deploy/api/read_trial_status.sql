-- Deploy florin:api/read_trial_status to pg
-- requires: access/read_trial_status

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.read_trial_status has the rules.
create function api.read_trial_status(p_account_id uuid, p_user_id uuid, p_model_id text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
  return access.read_trial_status(p_account_id, p_user_id, p_model_id);
end;
$$;

revoke all on function api.read_trial_status(uuid, uuid, text) from public;
grant execute on function api.read_trial_status(uuid, uuid, text) to florin_service;
comment on function api.read_trial_status is 'Whether a user may use a model now, and why.';

commit;

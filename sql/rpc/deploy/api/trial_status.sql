-- Deploy florin:api/trial_status to pg
-- requires: access/read_my_trial_status

begin;

-- Thin and security invoker, as the exposed schema asks.
-- access.read_my_trial_status has the rules.
create function api.trial_status(p_model_id text)
returns jsonb
language plpgsql
volatile
set search_path = ''
as $$
begin
  return access.read_my_trial_status(p_model_id);
end;
$$;

revoke all on function api.trial_status(text) from public;
grant execute on function api.trial_status(text) to authenticated;
comment on function api.trial_status is 'Whether the user may use a model now, and why.';

commit;

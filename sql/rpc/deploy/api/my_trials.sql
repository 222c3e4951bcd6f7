-- Deploy florin:api/my_trials to pg
-- requires: access/trials_policy

begin;

create view api.my_trials
with (security_invoker = true)
as
select
  t.account_id,
  t.model_id as model,
  t.used,
  t.started_at,
  t.last_used_at
from access.trials as t;

grant select on api.my_trials to authenticated;
comment on view api.my_trials is 'Free messages of locked models that the signed-in user has used.';

commit;

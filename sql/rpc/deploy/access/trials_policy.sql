-- Deploy florin:access/trials_policy to pg
-- requires: access/trials
-- requires: access/my_accounts

begin;

create policy members_read_their_trials on access.trials
for select to authenticated
using (account_id = any(array(select private.my_accounts())));

grant select (
  account_id, model_id, used, started_at, last_used_at
) on access.trials to authenticated;

commit;

-- Deploy florin:generation/jobs_policy to pg
-- requires: generation/jobs
-- requires: access/my_accounts

begin;

create policy members_read_their_jobs on generation.jobs
for select to authenticated
using (deleted_at is null and account_id = any(array(select private.my_accounts())));

-- Not who does it for us, and how we go about it.
grant select (
  account_id, id, user_id, model_id, kind, input, unit, quantity, delivered, resolution, hold,
  charged, status, progress, results, error, version, cancel_requested_at, stored_at, deleted_at,
  created_at, submitted_at, started_at, finished_at
) on generation.jobs to authenticated;

commit;

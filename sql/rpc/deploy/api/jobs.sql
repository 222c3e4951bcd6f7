-- Deploy florin:api/jobs to pg
-- requires: generation/jobs_policy

begin;

create view api.jobs
with (security_invoker = true)
as
select
  j.account_id,
  j.id,
  j.model_id as model,
  j.kind,
  j.status,
  j.progress,
  j.input,
  j.unit,
  j.quantity,
  j.delivered,
  nullif(j.resolution, '') as resolution,
  j.hold as held_microcredits,
  j.charged as charged_microcredits,
  j.results,
  j.stored_at is not null as stored,
  j.error,
  j.cancel_requested_at is not null as cancel_requested,
  j.version,
  j.created_at,
  j.submitted_at,
  j.started_at,
  j.finished_at
from generation.jobs as j
-- Who is not held back by the policy has no use for deleted ones either.
where j.deleted_at is null;

grant select on api.jobs to authenticated;
comment on view api.jobs is 'The signed-in user''s jobs.';

commit;

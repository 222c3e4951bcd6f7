-- Deploy florin:generation/jobs to pg
-- requires: generation/job_status
-- requires: catalog/price_unit
-- requires: ledger/unsigned_microcredits

begin;

-- No foreign keys, as generation.generations: ledger.verify() looks for orphans.
create table generation.jobs (
  account_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  model_id text not null,
  kind text not null,
  provider_id text not null,
  provider_model text not null,
  input jsonb not null,
  unit catalog.price_unit not null,
  quantity integer not null,
  resolution text not null,
  rate ledger.unsigned_microcredits not null,
  hold ledger.unsigned_microcredits not null,
  delivered integer,
  charged ledger.microcredits,
  status generation.job_status not null default 'queued',
  progress smallint,
  results jsonb not null default '[]',
  error jsonb,
  version integer not null default 1,
  timeout_s integer not null,
  deadline_at timestamptz not null,
  enqueued_at timestamptz,
  next_at timestamptz,
  lease uuid,
  leased_until timestamptz,
  leased_by text,
  claimed_at timestamptz,
  failures integer not null default 0,
  problem text,
  parked_at timestamptz,
  submit_started_at timestamptz,
  provider_request_id text,
  answered_at timestamptz,
  cancel_requested_at timestamptz,
  verdict_source text,
  contradiction jsonb,
  stored_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  submitted_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  constraint jobs_pkey primary key (account_id, id),
  constraint progress_is_a_percentage check (progress between 0 and 100),
  constraint an_ended_job_has_its_outcome check (
    (finished_at is null) = (status in ('queued', 'submitted', 'running'))
    and (finished_at is null) = (charged is null)
    and (finished_at is null) = (delivered is null)
  ),
  constraint no_more_is_delivered_than_was_asked check (delivered between 0 and quantity),
  constraint a_parked_job_has_no_slot
    check (parked_at is null or enqueued_at is null or finished_at is not null)
)
-- A job is written a dozen times.
with (fillfactor = 70);

-- By id alone: webhooks and admins know no account.
create index jobs_id on generation.jobs (id);
create index jobs_created on generation.jobs (account_id, created_at, id);
create index jobs_open on generation.jobs (account_id, created_at, id) where finished_at is null;
create index jobs_at_work on generation.jobs (account_id)
where finished_at is null and enqueued_at is not null;
-- Its second condition always holds. Without it, a young table's plan for one account's open jobs
-- may walk everybody's by this index (measured: two thirds of the time of accepting a job).
create index jobs_deadline on generation.jobs (deadline_at)
where finished_at is null and deadline_at < 'infinity';
create index jobs_next on generation.jobs (next_at) where next_at is not null;
create index jobs_provider_request on generation.jobs (provider_request_id)
where provider_request_id is not null;

alter table generation.jobs enable row level security;

comment on table generation.jobs is
  'Generations that take long: images and video. Each is a generation of the same id, which holds '
  'and is charged; here is how far it has come.';
comment on column generation.jobs.account_id is 'Who pays.';
comment on column generation.jobs.id is 'The job, and its generation.';
comment on column generation.jobs.user_id is 'Who asked.';
comment on column generation.jobs.model_id is 'The model asked for.';
comment on column generation.jobs.kind is 'image or video.';
comment on column generation.jobs.provider_id is 'Who does it.';
comment on column generation.jobs.provider_model is 'The provider''s own name of the model.';
comment on column generation.jobs.input is 'What was asked for; empty once it is forgotten.';
comment on column generation.jobs.unit is 'image or second.';
comment on column generation.jobs.quantity is 'How many units were asked for.';
comment on column generation.jobs.resolution is 'The resolution asked for; empty is the model''s.';
comment on column generation.jobs.rate is 'What a unit costs, µc; 0 in a trial.';
comment on column generation.jobs.hold is
  'Held until it ends, µc: what it costs if everything is delivered.';
comment on column generation.jobs.delivered is
  'How many units are paid for; null until it ends, 0 unless it succeeded.';
comment on column generation.jobs.charged is 'Charged, µc; null until it ends.';
comment on column generation.jobs.status is 'queued, submitted, running, then once its outcome.';
comment on column generation.jobs.progress is 'Percent; null where the provider does not say.';
comment on column generation.jobs.results is
  'Files: url at the provider, path in Storage, content_type, size.';
comment on column generation.jobs.error is 'Why there are no results: code and message.';
comment on column generation.jobs.version is 'Rises with each change that the user sees.';
comment on column generation.jobs.timeout_s is 'The model''s job_timeout_s when it was asked.';
comment on column generation.jobs.deadline_at is
  'Not submitted by then it expires; submitted it is overdue.';
comment on column generation.jobs.enqueued_at is
  'When it got one of its account''s slots; null is waiting for one.';
comment on column generation.jobs.next_at is
  'When its next step is due, or its lease ends; null is none.';
comment on column generation.jobs.lease is 'Of the worker that does a step; null is none.';
comment on column generation.jobs.leased_until is 'When another worker may take it over.';
comment on column generation.jobs.leased_by is 'The worker that had it last.';
comment on column generation.jobs.claimed_at is 'When that worker took it.';
comment on column generation.jobs.failures is 'Steps that failed one after the other.';
comment on column generation.jobs.problem is 'Why the last one failed.';
comment on column generation.jobs.parked_at is
  'When too many steps had failed: a dead letter, until an admin replays it.';
comment on column generation.jobs.submit_started_at is
  'Written before the provider is called: from then on it may have the job.';
comment on column generation.jobs.provider_request_id is 'The provider''s own number of the job.';
comment on column generation.jobs.answered_at is 'When the provider was last heard of.';
comment on column generation.jobs.cancel_requested_at is 'When the user no longer wanted it.';
comment on column generation.jobs.verdict_source is
  'Who ended it: worker, webhook, user, admin or sweeper.';
comment on column generation.jobs.contradiction is 'The first later verdict that was another one.';
comment on column generation.jobs.stored_at is 'When its results were in Storage.';
comment on column generation.jobs.deleted_at is 'When the user deleted it.';
comment on column generation.jobs.created_at is 'When it was asked for.';
comment on column generation.jobs.submitted_at is 'When the provider took it.';
comment on column generation.jobs.started_at is 'When the provider began.';
comment on column generation.jobs.finished_at is 'When it ended.';

commit;

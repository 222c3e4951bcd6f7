-- Deploy florin:generation/job_status to pg
-- requires: base/schemas

begin;

create type generation.job_status as enum (
  'queued', 'submitted', 'running', 'succeeded', 'failed', 'canceled', 'expired'
);
comment on type generation.job_status is 'queued, submitted, running, then once an outcome.';

commit;

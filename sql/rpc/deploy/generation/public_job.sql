-- Deploy florin:generation/public_job to pg
-- requires: generation/job_status
-- requires: catalog/price_unit

begin;

create type generation.public_job as (
  account_id uuid,
  id uuid,
  model text,
  kind text,
  status generation.job_status,
  progress smallint,
  input jsonb,
  unit catalog.price_unit,
  quantity integer,
  delivered integer,
  resolution text,
  held_microcredits bigint,
  charged_microcredits bigint,
  results jsonb,
  stored boolean,
  error jsonb,
  cancel_requested boolean,
  version integer,
  created_at timestamptz,
  submitted_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz
);
comment on type generation.public_job is 'A job as its user sees it: the columns of api.jobs.';

commit;

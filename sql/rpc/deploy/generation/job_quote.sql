-- Deploy florin:generation/job_quote to pg
-- requires: catalog/price_unit

begin;

create type generation.job_quote as (
  kind text,
  unit catalog.price_unit,
  quantity integer,
  resolution text,
  rate bigint,
  charge bigint,
  provider_id text,
  provider_model text,
  timeout_s integer
);
comment on type generation.job_quote is
  'What a job is counted by, what a unit and all of it cost, µc, and who does it.';

commit;

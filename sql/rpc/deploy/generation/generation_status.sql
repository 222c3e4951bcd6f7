-- Deploy florin:generation/generation_status to pg
-- requires: base/schemas

begin;

create type generation.generation_status as enum (
  'running', 'completed', 'provider_failed', 'canceled', 'credits_exhausted', 'timed_out',
  'invalid', 'expired'
);
comment on type generation.generation_status is 'running, then once an outcome.';

commit;

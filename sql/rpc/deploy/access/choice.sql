-- Deploy florin:access/choice to pg
-- requires: base/schemas

begin;

create type access.choice as (
  model_id text,
  because text,
  instead_of text,
  instead_because text
);
comment on type access.choice is
  'The model for a request that names none, why it, and which preference could not be followed.';

commit;

-- Deploy florin:generation/usage_line to pg
-- requires: base/schemas

begin;

create type generation.usage_line as (
  model text,
  input bigint,
  cache_read bigint,
  cache_write bigint,
  output bigint,
  web_search bigint
);
comment on type generation.usage_line is
  'Tokens in disjoint slices and searches, of one model; null model is the generation''s own.';

commit;

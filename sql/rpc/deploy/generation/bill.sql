-- Deploy florin:generation/bill to pg
-- requires: generation/generation_status
-- requires: generation/access

begin;

create type generation.bill as (
  account_id uuid,
  id uuid,
  user_id uuid,
  model_id text,
  status generation.generation_status,
  access generation.access,
  key_id uuid,
  charged bigint,
  created_at timestamptz,
  input bigint,
  cache_read bigint,
  cache_write bigint,
  output bigint,
  request bigint,
  web_search bigint
);
comment on type generation.bill is
  'What is needed to charge a generation: who and what, and the rates of its pinned price.';

commit;

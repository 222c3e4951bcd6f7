-- Deploy florin:generation/attempts to pg
-- requires: generation/generations

begin;

create table generation.attempts (
  account_id uuid not null,
  generation_id uuid not null,
  position smallint not null,
  route_id bigint not null,
  outcome text not null,
  http_status integer,
  provider_request_id text,
  usage jsonb,
  cost_microdollars bigint not null default 0,
  started_at timestamptz not null,
  first_byte_ms integer,
  duration_ms integer,
  constraint attempts_pkey primary key (account_id, generation_id, position)
);

alter table generation.attempts enable row level security;

comment on table generation.attempts is 'Each try at a provider, with what it cost us.';
comment on column generation.attempts.account_id is 'Who pays.';
comment on column generation.attempts.generation_id is 'The generation.';
comment on column generation.attempts.position is 'Order of the tries, from 1.';
comment on column generation.attempts.route_id is 'The route tried.';
comment on column generation.attempts.outcome is 'How it ended.';
comment on column generation.attempts.http_status is 'The provider''s status; null is none.';
comment on column generation.attempts.provider_request_id is 'The provider''s own id.';
comment on column generation.attempts.usage is 'Usage lines of this try.';
comment on column generation.attempts.cost_microdollars is 'What the provider bills us, µ$.';
comment on column generation.attempts.started_at is 'When it was sent.';
comment on column generation.attempts.first_byte_ms is 'Time to the first byte, ms.';
comment on column generation.attempts.duration_ms is 'Time to the end, ms.';

commit;

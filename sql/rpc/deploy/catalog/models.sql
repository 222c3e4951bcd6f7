-- Deploy florin:catalog/models to pg
-- requires: base/schemas

begin;

create table catalog.models (
  id text not null,
  display_name text not null,
  kind text not null default 'chat',
  enabled boolean not null default true,
  max_output_tokens integer not null,
  hold_step_tokens integer not null default 1024,
  created_at timestamptz not null default now(),
  constraint models_pkey primary key (id),
  constraint id_is_bounded check (length(id) between 1 and 128),
  constraint kind_is_known check (kind in ('chat', 'completion', 'embedding')),
  constraint max_output_tokens_is_not_negative check (max_output_tokens >= 0),
  constraint hold_step_tokens_is_positive check (hold_step_tokens > 0)
);

alter table catalog.models enable row level security;

comment on table catalog.models is 'What can be asked for, by the name that clients send.';
comment on column catalog.models.id is 'Name in requests.';
comment on column catalog.models.display_name is 'Name for people.';
comment on column catalog.models.kind is 'chat, completion or embedding.';
comment on column catalog.models.enabled is 'Whether it can be asked for.';
comment on column catalog.models.max_output_tokens is
  'Most output tokens a generation is held for; also what no max_tokens means.';
comment on column catalog.models.hold_step_tokens is
  'A stream holds credits for this many output tokens at a time.';
comment on column catalog.models.created_at is 'When it was added.';

commit;

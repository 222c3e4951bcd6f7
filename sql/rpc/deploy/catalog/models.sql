-- Deploy florin:catalog/models to pg
-- requires: base/schemas

begin;

create table catalog.models (
  id text not null,
  display_name text not null,
  description text not null default '',
  kind text not null default 'chat',
  tier text not null default 'free',
  enabled boolean not null default true,
  is_default boolean not null default false,
  sort_order integer not null default 100,
  metadata jsonb not null default '{}',
  messages_per_day integer,
  trial_messages integer not null default 0,
  max_output_tokens integer not null,
  hold_step_tokens integer not null default 1024,
  job_timeout_s integer not null default 3600,
  job_options text[] not null default '{}',
  created_at timestamptz not null default now(),
  constraint models_pkey primary key (id),
  constraint id_is_bounded check (length(id) between 1 and 128),
  constraint kind_is_known
    check (kind in ('chat', 'completion', 'embedding', 'image', 'video')),
  constraint tier_is_known check (tier in ('free', 'premium')),
  constraint metadata_is_an_object check (jsonb_typeof(metadata) = 'object'),
  constraint messages_per_day_is_positive check (messages_per_day > 0),
  constraint trial_messages_is_not_negative check (trial_messages >= 0),
  constraint a_default_is_enabled check (enabled or not is_default),
  constraint max_output_tokens_is_not_negative check (max_output_tokens >= 0),
  constraint hold_step_tokens_is_positive check (hold_step_tokens > 0),
  constraint job_timeout_s_is_bounded check (job_timeout_s between 1 and 604800)
);

create unique index models_default_key on catalog.models (is_default) where is_default;

alter table catalog.models enable row level security;

comment on table catalog.models is 'What can be asked for, by the name that clients send.';
comment on column catalog.models.id is 'Name in requests.';
comment on column catalog.models.display_name is 'Name for people.';
comment on column catalog.models.description is 'A sentence or two for people.';
comment on column catalog.models.kind is 'chat, completion, embedding, image or video.';
comment on column catalog.models.tier is
  'free or premium. A plan names the tiers it allows; an entitlement unlocks one model.';
comment on column catalog.models.enabled is 'Whether it can be asked for.';
comment on column catalog.models.is_default is 'What is used where nobody chose; at most one.';
comment on column catalog.models.sort_order is 'Lower is shown first.';
comment on column catalog.models.metadata is
  'For the app to show: speed, quality, context_window and whatever else it likes.';
comment on column catalog.models.messages_per_day is
  'Generations per account and day; null is without limit.';
comment on column catalog.models.trial_messages is
  'Free generations of a locked model, once per account and device.';
comment on column catalog.models.max_output_tokens is
  'Most output tokens a generation is held for; also what no max_tokens means.';
comment on column catalog.models.hold_step_tokens is
  'A stream holds credits for this many output tokens at a time.';
comment on column catalog.models.job_timeout_s is
  'A job of it that has not begun by then expires; one that has is overdue.';
comment on column catalog.models.job_options is
  'Members that a job''s options may have. What changes the provider''s price is none of them.';
comment on column catalog.models.created_at is 'When it was added.';

commit;

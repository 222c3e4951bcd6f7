-- Deploy florin:access/profiles to pg
-- requires: access/members
-- requires: catalog/models

begin;

create table access.profiles (
  account_id uuid not null,
  user_id uuid not null,
  display_name text,
  locale text,
  time_zone text not null default 'UTC',
  default_model_id text,
  persona_overrides jsonb not null default '{}',
  app_data jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  constraint profiles_pkey primary key (account_id, user_id),
  constraint profiles_member_fkey foreign key (account_id, user_id)
    references access.members (account_id, user_id) on delete cascade,
  constraint profiles_default_model_fkey
    foreign key (default_model_id) references catalog.models (id) on delete set null,
  constraint display_name_is_bounded check (length(display_name) between 1 and 200),
  constraint locale_is_bounded check (length(locale) between 2 and 35),
  constraint persona_overrides_are_an_object check (jsonb_typeof(persona_overrides) = 'object'),
  constraint app_data_is_a_small_object check (
    jsonb_typeof(app_data) = 'object' and pg_column_size(app_data) <= 16384
  )
);

-- A user reads theirs without naming an account.
create index profiles_user on access.profiles (user_id);

create index profiles_default_model on access.profiles (default_model_id);

alter table access.profiles enable row level security;

comment on table access.profiles is 'What a user set for themselves in an account.';
comment on column access.profiles.account_id is 'The account.';
comment on column access.profiles.user_id is 'The user.';
comment on column access.profiles.display_name is 'Name for people.';
comment on column access.profiles.locale is 'BCP 47 language tag.';
comment on column access.profiles.time_zone is 'IANA name; where this user''s days begin.';
comment on column access.profiles.default_model_id is 'Used where a request names no model.';
comment on column access.profiles.persona_overrides is
  'Model by persona: goes before the default where a request names the persona.';
comment on column access.profiles.app_data is 'Whatever the app wants to keep; 16 KiB at most.';
comment on column access.profiles.updated_at is 'When it was last changed.';

commit;

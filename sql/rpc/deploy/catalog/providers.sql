-- Deploy florin:catalog/providers to pg
-- requires: base/schemas

begin;

create table catalog.providers (
  id text not null,
  display_name text not null,
  family text not null,
  base_url text not null,
  key_env text,
  enabled boolean not null default true,
  constraint providers_pkey primary key (id),
  constraint id_is_a_slug check (id ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  constraint family_is_known check (family in ('anthropic', 'openai', 'fal')),
  constraint base_url_is_http check (base_url ~ '^https?://[^[:space:]]+$'),
  -- The key itself never enters the database.
  constraint key_env_is_a_name check (key_env ~ '^[A-Z][A-Z0-9_]{0,62}$')
);

alter table catalog.providers enable row level security;

comment on table catalog.providers is 'Who answers: any Anthropic- or OpenAI-compatible base URL.';
comment on column catalog.providers.id is
  'Short name; FLORIN_PROVIDER_<NAME>_BASE_URL overrides the address.';
comment on column catalog.providers.display_name is 'Name for people.';
comment on column catalog.providers.family is 'Wire format: anthropic, openai or fal.';
comment on column catalog.providers.base_url is 'Address before /v1/messages or /chat/completions.';
comment on column catalog.providers.key_env is
  'Environment variable of the service that holds the key; null is none.';
comment on column catalog.providers.enabled is 'Whether routes through it are used.';

commit;

-- Deploy florin:catalog/routes to pg
-- requires: catalog/providers
-- requires: catalog/models

begin;

create table catalog.routes (
  id bigint not null generated always as identity,
  model_id text not null,
  position smallint not null,
  provider_id text not null,
  provider_model text not null,
  apis text[] not null,
  enabled boolean not null default true,
  constraint routes_pkey primary key (id),
  constraint routes_position_key unique (model_id, position),
  constraint routes_model_fkey foreign key (model_id) references catalog.models (id),
  constraint routes_provider_fkey foreign key (provider_id) references catalog.providers (id),
  constraint apis_are_known check (
    cardinality(apis) > 0
    and apis <@ array[
      'messages', 'chat_completions', 'completions', 'responses', 'embeddings', 'jobs'
    ]
  )
);

create index routes_provider on catalog.routes (provider_id);
-- Usage that names another model (a provider's own fallback) is priced by that model.
create index routes_provider_model on catalog.routes (provider_model);

alter table catalog.routes enable row level security;

comment on table catalog.routes is 'Ways to serve a model, tried in order of position.';
comment on column catalog.routes.id is 'Number of the route.';
comment on column catalog.routes.model_id is 'The model it serves.';
comment on column catalog.routes.position is 'Lower is tried first.';
comment on column catalog.routes.provider_id is 'Who serves it.';
comment on column catalog.routes.provider_model is 'The provider''s own name of the model.';
comment on column catalog.routes.apis is
  'Endpoints of the provider that serve it: messages, chat_completions, completions, responses, '
  'embeddings; jobs for what its own interface makes of images and video.';
comment on column catalog.routes.enabled is 'Whether it is tried.';

commit;

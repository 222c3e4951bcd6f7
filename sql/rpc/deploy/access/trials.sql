-- Deploy florin:access/trials to pg
-- requires: catalog/models

begin;

create table access.trials (
  account_id uuid not null,
  model_id text not null,
  used integer not null default 0,
  started_at timestamptz not null default now(),
  last_used_at timestamptz,
  constraint trials_pkey primary key (account_id, model_id),
  constraint trials_model_fkey foreign key (model_id) references catalog.models (id),
  constraint used_is_not_negative check (used >= 0)
);

create index trials_model on access.trials (model_id);

alter table access.trials enable row level security;

comment on table access.trials is 'Free messages of locked models that accounts have used.';
comment on column access.trials.account_id is 'The account.';
comment on column access.trials.model_id is 'The locked model.';
comment on column access.trials.used is 'Messages used; a failed one is given back.';
comment on column access.trials.started_at is 'When the first message was used.';
comment on column access.trials.last_used_at is 'When the latest was.';

commit;

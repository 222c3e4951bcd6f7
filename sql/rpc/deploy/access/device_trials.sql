-- Deploy florin:access/device_trials to pg
-- requires: catalog/models

begin;

-- Keyed by device, not by account: a device that changes accounts must not get its trial again.
create table access.device_trials (
  device_key text not null,
  model_id text not null,
  account_id uuid not null,
  created_at timestamptz not null default now(),
  constraint device_trials_pkey primary key (device_key, model_id),
  constraint device_trials_model_fkey foreign key (model_id) references catalog.models (id)
);

create index device_trials_model on access.device_trials (model_id);
create index device_trials_account on access.device_trials (account_id);

alter table access.device_trials enable row level security;

comment on table access.device_trials is 'The account that had a model''s trial on a device.';
comment on column access.device_trials.device_key is 'As in access.devices.';
comment on column access.device_trials.model_id is 'The locked model.';
comment on column access.device_trials.account_id is 'Whose trial it was.';
comment on column access.device_trials.created_at is 'When it started.';

commit;

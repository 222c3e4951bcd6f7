-- Deploy florin:access/devices to pg
-- requires: base/schemas

begin;

create table access.devices (
  account_id uuid not null,
  device_key text not null,
  source text not null,
  created_at timestamptz not null default now(),
  constraint devices_pkey primary key (account_id, device_key),
  constraint source_is_known check (source in ('devicecheck', 'app_attest'))
);

create index devices_key on access.devices (device_key);

alter table access.devices enable row level security;

comment on table access.devices is 'Devices that accounts were proven to be used on.';
comment on column access.devices.account_id is 'The account.';
comment on column access.devices.device_key is 'What a device is told apart by; pseudonymous.';
comment on column access.devices.source is 'devicecheck or app_attest: who vouched for it.';
comment on column access.devices.created_at is 'When it was first seen.';

commit;

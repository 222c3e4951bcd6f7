-- Deploy florin:access/device_turns to pg
-- requires: base/schemas

begin;

create table access.device_turns (
  environment text not null,
  number bigint not null default 0,
  check_id uuid,
  ends_at timestamptz,
  constraint device_turns_pkey primary key (environment),
  constraint environment_is_known check (environment in ('production', 'development'))
);

alter table access.device_turns enable row level security;

comment on table access.device_turns is
  'Whose turn it is to look at a device''s bits and set them: Apple has no test-and-set.';
comment on column access.device_turns.environment is 'Apple''s environment of the devices.';
comment on column access.device_turns.number is
  'Goes up with each turn: who has an old one is late.';
comment on column access.device_turns.check_id is 'The claim that has it; null: the worker.';
comment on column access.device_turns.ends_at is 'Until when, at most; null: it is free.';

insert into access.device_turns (environment) values ('production'), ('development');

commit;

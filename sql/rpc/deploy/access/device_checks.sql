-- Deploy florin:access/device_checks to pg
-- requires: base/schemas
-- requires: ledger/unsigned_microcredits

begin;

create table access.device_checks (
  account_id uuid not null,
  id uuid not null default gen_random_uuid(),
  environment text not null,
  state text not null default 'opened',
  token_hash bytea not null,
  token text,
  attempts integer not null default 0,
  granted ledger.unsigned_microcredits not null default 0,
  created_at timestamptz not null default now(),
  setting_since timestamptz,
  closed_at timestamptz,
  constraint device_checks_pkey primary key (account_id, id),
  constraint environment_is_known check (environment in ('production', 'development')),
  constraint state_is_known check (
    state in ('opened', 'setting', 'granted', 'device_used', 'refused', 'lost')
  ),
  constraint token_is_kept_while_setting check ((state = 'setting') = (token is not null)),
  constraint token_is_bounded check (length(token) between 1 and 8192)
);

-- While one device's bit is being set no other is: two tokens may be of the same device.
create unique index device_checks_setting
on access.device_checks (environment) where state = 'setting';

alter table access.device_checks enable row level security;

comment on table access.device_checks is
  'Claims of welcome credits: one for each time that a device was to be checked with Apple.';
comment on column access.device_checks.account_id is 'Who claims.';
comment on column access.device_checks.id is 'The claim.';
comment on column access.device_checks.environment is 'Apple''s environment of the device.';
comment on column access.device_checks.state is
  'opened; setting: the device was new, and its bit is being set; then granted or lost. '
  'device_used and refused: Apple said so before.';
comment on column access.device_checks.token_hash is 'SHA-256 of the token, which is not kept.';
comment on column access.device_checks.token is
  'The token while the bit is being set, so that others can finish it.';
comment on column access.device_checks.attempts is 'How often others tried to finish it.';
comment on column access.device_checks.granted is 'What it brought, µc.';
comment on column access.device_checks.created_at is 'When it began.';
comment on column access.device_checks.setting_since is 'When setting the bit began.';
comment on column access.device_checks.closed_at is 'When its outcome was known.';

commit;

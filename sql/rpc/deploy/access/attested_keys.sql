-- Deploy florin:access/attested_keys to pg
-- requires: base/schemas

begin;

-- Keyed by the key, not by account: whoever is signed in on a device uses the same one.
create table access.attested_keys (
  key_id bytea not null,
  environment text not null,
  public_key bytea not null,
  counter bigint not null default 0,
  receipt bytea not null,
  account_id uuid not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  constraint attested_keys_pkey primary key (key_id, environment),
  constraint environment_is_known check (environment in ('production', 'development')),
  constraint key_id_is_sha256 check (octet_length(key_id) = 32),
  constraint public_key_is_a_point check (octet_length(public_key) = 65),
  constraint receipt_is_bounded check (octet_length(receipt) <= 16384),
  constraint counter_is_unsigned check (counter between 0 and 4294967295)
);

create index attested_keys_account on access.attested_keys (account_id);

alter table access.attested_keys enable row level security;

comment on table access.attested_keys is
  'Keys that Apple attested to lie in the hardware of a device that runs the app.';
comment on column access.attested_keys.key_id is 'SHA-256 of the public key.';
comment on column access.attested_keys.environment is 'production or development.';
comment on column access.attested_keys.public_key is 'The P-256 point, uncompressed (X9.62).';
comment on column access.attested_keys.counter is
  'Of the last assertion: the next has a higher one.';
comment on column access.attested_keys.receipt is
  'Apple''s receipt, with which its fraud metric can be asked for.';
comment on column access.attested_keys.account_id is 'The account that attested it.';
comment on column access.attested_keys.created_at is 'When it was attested.';
comment on column access.attested_keys.used_at is 'When it last signed something.';

commit;

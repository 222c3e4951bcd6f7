-- Deploy florin:access/device_challenges to pg
-- requires: base/schemas

begin;

create table access.device_challenges (
  account_id uuid not null,
  challenge_hash bytea not null,
  key_id bytea,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint device_challenges_pkey primary key (account_id, challenge_hash),
  constraint challenge_hash_is_sha256 check (octet_length(challenge_hash) = 32)
);

alter table access.device_challenges enable row level security;

comment on table access.device_challenges is
  'What a device is to sign to prove itself: each for one account, one key, a few minutes.';
comment on column access.device_challenges.account_id is 'Who asked for it.';
comment on column access.device_challenges.challenge_hash is
  'SHA-256 of the challenge: all that is needed to check an answer.';
comment on column access.device_challenges.key_id is 'The key that answered; null: none yet.';
comment on column access.device_challenges.expires_at is 'Answers later than this are refused.';
comment on column access.device_challenges.created_at is 'When it was asked for.';

commit;

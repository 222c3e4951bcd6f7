-- Deploy florin:access/api_keys to pg
-- requires: access/members
-- requires: ledger/unsigned_microcredits

begin;

-- No check constraints: each generation with a key updates its row twice, and every statement that
-- writes parses them anew. access.check_key holds new keys to their rules.
create table access.api_keys (
  account_id uuid not null,
  id uuid not null default pg_catalog.gen_random_uuid(),
  user_id uuid not null,
  name text not null,
  prefix text not null,
  secret_hash bytea not null,
  scopes text[] not null default '{generate,read}',
  expires_at timestamptz,
  budget ledger.unsigned_microcredits,
  budget_period text,
  budget_resets_at timestamptz,
  spent ledger.unsigned_microcredits not null default 0,
  reserved ledger.unsigned_microcredits not null default 0,
  requests_per_minute integer,
  paced_until timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  constraint api_keys_pkey primary key (account_id, id),
  constraint api_keys_secret_key unique (account_id, secret_hash),
  constraint api_keys_member_fkey foreign key (account_id, user_id)
    references access.members (account_id, user_id) on delete cascade
)
with (fillfactor = 70);

create index api_keys_user on access.api_keys (account_id, user_id);

alter table access.api_keys enable row level security;

comment on table access.api_keys is 'Keys for servers and extensions, in place of a user''s token.';
comment on column access.api_keys.account_id is 'Who pays.';
comment on column access.api_keys.id is 'The key.';
comment on column access.api_keys.user_id is 'Who made it, and whom it acts for.';
comment on column access.api_keys.name is 'Name for people.';
comment on column access.api_keys.prefix is 'The first characters of its text, to tell it by.';
comment on column access.api_keys.secret_hash is 'SHA-256 of its text, which is kept nowhere.';
comment on column access.api_keys.scopes is 'generate, read, credits, jobs: what it may do.';
comment on column access.api_keys.expires_at is 'Until when it works; null is for good.';
comment on column access.api_keys.budget is 'Most it may spend per budget period, µc.';
comment on column access.api_keys.budget_period is 'day or month (UTC); null: once for all.';
comment on column access.api_keys.budget_resets_at is 'When spent begins anew.';
comment on column access.api_keys.spent is 'Charged through it in this budget period, µc.';
comment on column access.api_keys.reserved is 'Held by its open generations, µc.';
comment on column access.api_keys.requests_per_minute is 'Of this key alone; null: no limit.';
comment on column access.api_keys.paced_until is 'As ledger.accounts.paced_until.';
comment on column access.api_keys.last_used_at is 'When a generation was last begun with it.';
comment on column access.api_keys.revoked_at is 'When it was revoked; null: it was not.';
comment on column access.api_keys.created_at is 'When it was made.';

commit;

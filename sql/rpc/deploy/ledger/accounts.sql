-- Deploy florin:ledger/accounts to pg
-- requires: ledger/unsigned_microcredits
-- requires: ledger/account_status

begin;

create table ledger.accounts (
  id uuid not null default pg_catalog.gen_random_uuid(),
  posted ledger.microcredits not null default 0,
  held ledger.unsigned_microcredits not null default 0,
  debt ledger.unsigned_microcredits not null default 0,
  overdraft_limit ledger.unsigned_microcredits not null default 0,
  open_generations integer not null default 0,
  paced_until timestamptz not null default now(),
  version bigint not null default 0,
  status ledger.account_status not null default 'active',
  next_bucket_change_at timestamptz,
  burning_bucket_id bigint,
  created_at timestamptz not null default now(),
  constraint accounts_pkey primary key (id)
)
-- Every generation updates its account's row twice; room on the page keeps that off the index.
with (fillfactor = 50);

-- For the sweeper. The column changes with grants and expiries, not with generations.
create index accounts_next_bucket_change on ledger.accounts (next_bucket_change_at);

alter table ledger.accounts enable row level security;

comment on table ledger.accounts is 'One purse of credits. available = posted - held + overdraft.';
comment on column ledger.accounts.id is 'The account; also the shard key.';
comment on column ledger.accounts.posted is 'Settled credits, µc: the sum of all entries.';
comment on column ledger.accounts.held is 'Reserved by open holds, µc.';
comment on column ledger.accounts.debt is 'Spent beyond every bucket, µc. New grants pay it first.';
comment on column ledger.accounts.overdraft_limit is 'How far below zero work may go, µc.';
comment on column ledger.accounts.open_generations is
  'How many generations are under way.';
comment on column ledger.accounts.paced_until is
  'How far ahead of the clock its requests have used up its rate.';
comment on column ledger.accounts.version is 'Number of the account''s last entry; no gaps.';
comment on column ledger.accounts.status is 'active, suspended (no new work) or closed.';
comment on column ledger.accounts.next_bucket_change_at is
  'When a bucket next lapses or becomes effective; null when none will.';
comment on column ledger.accounts.burning_bucket_id is
  'The bucket that pays next, until then; null is none.';
comment on column ledger.accounts.created_at is 'When the account was opened.';

commit;

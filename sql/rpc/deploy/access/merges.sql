-- Deploy florin:access/merges to pg
-- requires: access/members

begin;

create table access.merges (
  account_id uuid not null,
  into_account_id uuid not null,
  user_id uuid,
  moved jsonb not null,
  merged_at timestamptz not null default now(),
  constraint merges_pkey primary key (account_id),
  constraint merges_account_fkey foreign key (account_id) references ledger.accounts (id),
  constraint merges_into_fkey foreign key (into_account_id) references ledger.accounts (id),
  constraint merges_user_fkey foreign key (user_id) references auth.users (id) on delete set null
);

create index merges_into on access.merges (into_account_id, user_id);
create index merges_user on access.merges (user_id);

alter table access.merges enable row level security;

comment on table access.merges is 'Accounts that were merged into another, once and for good.';
comment on column access.merges.account_id is 'The account that is no more.';
comment on column access.merges.into_account_id is 'Where what it had is now.';
comment on column access.merges.user_id is
  'The anonymous user it was opened for; null: deleted since.';
comment on column access.merges.moved is 'What was moved: amounts in µc, and counts.';
comment on column access.merges.merged_at is 'When.';

commit;

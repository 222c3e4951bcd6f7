-- Deploy florin:access/closures to pg
-- requires: access/members

begin;

create table access.closures (
  account_id uuid not null,
  user_id uuid not null,
  closed_at timestamptz not null default now(),
  constraint closures_pkey primary key (account_id, user_id),
  constraint closures_account_fkey foreign key (account_id) references ledger.accounts (id),
  -- Gone with the user: from then on nobody can sign in as them.
  constraint closures_user_fkey
    foreign key (user_id) references auth.users (id) on delete cascade
);

create index closures_user on access.closures (user_id);

alter table access.closures enable row level security;

comment on table access.closures is
  'Users who deleted themselves but are still in Auth: no account opens for them again.';
comment on column access.closures.account_id is 'The account they left.';
comment on column access.closures.user_id is 'The user.';
comment on column access.closures.closed_at is 'When.';

commit;

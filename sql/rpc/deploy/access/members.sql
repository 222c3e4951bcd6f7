-- Deploy florin:access/members to pg
-- requires: ledger/accounts

begin;

create table access.members (
  account_id uuid not null,
  user_id uuid not null,
  role text not null default 'owner',
  is_personal boolean not null default false,
  is_anonymous boolean not null default false,
  created_at timestamptz not null default now(),
  constraint members_pkey primary key (account_id, user_id),
  constraint members_account_fkey foreign key (account_id) references ledger.accounts (id),
  -- The membership goes with the user; the account and its book stay.
  constraint members_user_fkey
    foreign key (user_id) references auth.users (id) on delete cascade,
  constraint role_is_known check (role in ('owner', 'member'))
);

-- The directory from user to account: one personal account each. Not on the hot path, the service
-- caches it; a sharded deployment keeps this table whole.
create unique index members_personal_key on access.members (user_id) where is_personal;
create index members_user on access.members (user_id);

alter table access.members enable row level security;

comment on table access.members is 'Which users act for which account.';
comment on column access.members.account_id is 'The account.';
comment on column access.members.user_id is 'The user, as Supabase Auth knows them.';
comment on column access.members.role is 'owner or member.';
comment on column access.members.is_personal is 'The account opened for this user on first sight.';
comment on column access.members.is_anonymous is 'Whether the user was anonymous at that time.';
comment on column access.members.created_at is 'Since when.';

commit;

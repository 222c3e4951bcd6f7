-- Deploy florin:access/consumption_consents to pg
-- requires: access/members

begin;

create table access.consumption_consents (
  account_id uuid not null,
  user_id uuid not null,
  is_given boolean not null,
  changed_at timestamptz not null default now(),
  constraint consumption_consents_pkey primary key (account_id, user_id),
  constraint consumption_consents_member_fkey foreign key (account_id, user_id)
    references access.members (account_id, user_id) on delete cascade
);

alter table access.consumption_consents enable row level security;

comment on table access.consumption_consents is
  'Who lets a store be told how much of a purchase was used, when they ask it for a refund.';
comment on column access.consumption_consents.account_id is 'The account.';
comment on column access.consumption_consents.user_id is 'The user.';
comment on column access.consumption_consents.is_given is 'Whether they agree; no row: no.';
comment on column access.consumption_consents.changed_at is 'When they said so last.';

commit;

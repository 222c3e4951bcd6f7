-- Deploy florin:audit/log to pg
-- requires: base/refuse_change

begin;

create table audit.log (
  id bigint not null generated always as identity,
  at timestamptz not null default now(),
  actor_id uuid,
  action text not null,
  target text not null,
  account_id uuid,
  before jsonb,
  after jsonb,
  constraint log_pkey primary key (id)
);

create index log_account on audit.log (account_id, id) where account_id is not null;
create index log_at on audit.log using brin (at);

create trigger log_is_kept
before update or delete on audit.log
for each row execute function private.refuse_change();

create trigger log_is_not_truncated
before truncate on audit.log
for each statement execute function private.refuse_change();

alter table audit.log enable row level security;

comment on table audit.log is 'What admins did. Written once, in the transaction of the deed.';
comment on column audit.log.id is 'Number of the line.';
comment on column audit.log.at is 'When.';
comment on column audit.log.actor_id is 'The admin''s user id; null is the database owner.';
comment on column audit.log.action is 'What was done, named as the function that did it.';
comment on column audit.log.target is 'What it was done to: table and key.';
comment on column audit.log.account_id is 'The account concerned, if one was.';
comment on column audit.log.before is 'The target before; null: it was not there.';
comment on column audit.log.after is 'The target after; null: it is gone.';

commit;

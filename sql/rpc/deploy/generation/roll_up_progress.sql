-- Deploy florin:generation/roll_up_progress to pg
-- requires: generation/generations

begin;

create table generation.roll_up_progress (
  is_only boolean not null default true,
  marked_until timestamptz not null,
  closed_before date not null default '-infinity',
  archived_day date not null default '-infinity',
  archived_account_id uuid not null default '00000000-0000-0000-0000-000000000000',
  constraint roll_up_progress_pkey primary key (is_only),
  constraint there_is_one check (is_only)
);

insert into generation.roll_up_progress (marked_until)
select date_trunc('hour', coalesce(min(g.created_at), now()), 'UTC')
from generation.generations as g;

alter table generation.roll_up_progress enable row level security;

comment on table generation.roll_up_progress is
  'How far the usage is summed up and archived. One row.';
comment on column generation.roll_up_progress.is_only is 'True: there is one row.';
comment on column generation.roll_up_progress.marked_until is
  'Accounts that began a generation before this were marked in generation.due_roll_ups.';
comment on column generation.roll_up_progress.closed_before is
  'Days before this are being archived: their sums are final.';
comment on column generation.roll_up_progress.archived_day is
  'The archive goes by day and account; this is the last it has done.';
comment on column generation.roll_up_progress.archived_account_id is
  'The last account done on that day.';

commit;

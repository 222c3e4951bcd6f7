-- Deploy florin:generation/sweep_progress to pg
-- requires: base/schemas

begin;

create table generation.sweep_progress (
  is_only boolean not null default true,
  swept_until timestamptz not null default '-infinity',
  looked_back_at timestamptz not null default '-infinity',
  constraint sweep_progress_pkey primary key (is_only),
  constraint there_is_one check (is_only)
);

insert into generation.sweep_progress default values;

alter table generation.sweep_progress enable row level security;

comment on table generation.sweep_progress is
  'How far generations whose service died were looked for. One row.';
comment on column generation.sweep_progress.is_only is 'True: there is one row.';
comment on column generation.sweep_progress.swept_until is
  'Holds that ran out before this were seen to be closed.';
comment on column generation.sweep_progress.looked_back_at is
  'When two days were looked through again, for what a clock set back had hidden.';

commit;

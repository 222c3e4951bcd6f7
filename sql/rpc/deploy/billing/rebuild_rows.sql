-- Deploy florin:billing/rebuild_rows to pg
-- requires: base/schemas

begin;

create table billing.rebuild_rows (
  id bigint not null generated always as identity,
  origin text not null,
  content jsonb not null,
  constraint rebuild_rows_pkey primary key (id)
);

alter table billing.rebuild_rows enable row level security;

comment on table billing.rebuild_rows is
  'What was there before a rebuild, to compare with; empty but during one.';
comment on column billing.rebuild_rows.id is 'Number of the row.';
comment on column billing.rebuild_rows.origin is 'Which table it was in.';
comment on column billing.rebuild_rows.content is 'The row.';

commit;

-- Deploy florin:audit/readers to pg
-- requires: audit/bookmark

begin;

create table audit.readers (
  name text not null,
  bookmark audit.bookmark not null default row(
    pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()), 0, 0
  )::audit.bookmark,
  constraint readers_pkey primary key (name)
);

alter table audit.readers enable row level security;

comment on table audit.readers is
  'Who follows the outbox beside the sinks, for the present state only, and how far each has got.';
comment on column audit.readers.name is 'Name of the reader.';
comment on column audit.readers.bookmark is 'The last event that was looked at.';

-- It begins now: at the oldest transaction that is still open.
insert into audit.readers (name) values ('balances');

commit;

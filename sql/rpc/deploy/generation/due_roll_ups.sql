-- Deploy florin:generation/due_roll_ups to pg
-- requires: base/schemas

begin;

-- Marks instead of a watermark on finished_at alone: an index on finished_at would be one more
-- write of every generation. Days are marked once they are over, by reading them in slices;
-- whoever ends a generation after its day marks that day again, in the same transaction.
create table generation.due_roll_ups (
  account_id uuid not null,
  day date not null,
  constraint due_roll_ups_pkey primary key (account_id, day)
);

create index due_roll_ups_day on generation.due_roll_ups (day, account_id);

alter table generation.due_roll_ups enable row level security;

comment on table generation.due_roll_ups is
  'Days of accounts whose usage is to be summed up, or summed up anew.';
comment on column generation.due_roll_ups.account_id is 'The account.';
comment on column generation.due_roll_ups.day is 'The day (UTC).';

commit;

-- Deploy florin:audit/dead_letters to pg
-- requires: audit/sinks

begin;

create table audit.dead_letters (
  id bigint not null generated always as identity,
  sink text not null,
  event_id text not null,
  account_id uuid not null,
  kind text not null,
  payload jsonb not null,
  created_at timestamptz not null,
  last_error text not null,
  died_at timestamptz not null default now(),
  is_replaying boolean not null default false,
  constraint dead_letters_pkey primary key (id),
  constraint dead_letters_event_key unique (sink, event_id),
  constraint dead_letters_sink_fkey foreign key (sink) references audit.sinks (name)
    on delete cascade
);

create index dead_letters_replaying on audit.dead_letters (sink, id) where is_replaying;

alter table audit.dead_letters enable row level security;

comment on table audit.dead_letters is 'Events that a sink did not take for three days.';
comment on column audit.dead_letters.id is 'Number of the letter.';
comment on column audit.dead_letters.sink is 'Who did not take it.';
comment on column audit.dead_letters.event_id is 'The event''s id, the same in every delivery.';
comment on column audit.dead_letters.account_id is 'Whose event.';
comment on column audit.dead_letters.kind is 'Name of the event.';
comment on column audit.dead_letters.payload is 'What happened.';
comment on column audit.dead_letters.created_at is 'When it happened.';
comment on column audit.dead_letters.last_error is 'What went wrong at the last try.';
comment on column audit.dead_letters.died_at is 'When it was given up.';
comment on column audit.dead_letters.is_replaying is
  'To be sent once more; delivered, it is deleted, else it stays here.';

commit;

-- Deploy florin:generation/replies to pg
-- requires: generation/generations

begin;

create table generation.replies (
  account_id uuid not null,
  generation_id uuid not null,
  http_status integer not null,
  content_type text not null,
  body bytea not null,
  created_at timestamptz not null default now(),
  constraint replies_pkey primary key (account_id, generation_id),
  constraint body_is_bounded check (octet_length(body) <= 4194304)
);

-- Of several times each, as in generation.generations.
create index replies_age on generation.replies
using brin (created_at timestamptz_minmax_multi_ops);

alter table generation.replies enable row level security;

comment on table generation.replies is
  'Replies kept for 24 hours so that a repeated Idempotency-Key gets the same answer.';
comment on column generation.replies.account_id is 'Whose.';
comment on column generation.replies.generation_id is 'The generation.';
comment on column generation.replies.http_status is 'Status that the client was answered.';
comment on column generation.replies.content_type is 'Media type of the body.';
comment on column generation.replies.body is 'What the client was sent.';
comment on column generation.replies.created_at is 'When it was stored.';

commit;

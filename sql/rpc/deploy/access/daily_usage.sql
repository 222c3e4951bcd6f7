-- Deploy florin:access/daily_usage to pg
-- requires: base/schemas

begin;

create table access.daily_usage (
  account_id uuid not null,
  day date not null,
  model_id text not null,
  messages integer not null,
  constraint daily_usage_pkey primary key (account_id, day, model_id)
)
with (fillfactor = 70);

alter table access.daily_usage enable row level security;

comment on table access.daily_usage is
  'Generations begun per account, model and day, of models that have a daily limit.';
comment on column access.daily_usage.account_id is 'The account.';
comment on column access.daily_usage.day is 'The day in the account''s time zone.';
comment on column access.daily_usage.model_id is 'The model.';
comment on column access.daily_usage.messages is 'Begun and not given back.';

commit;

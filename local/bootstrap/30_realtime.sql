-- Schema realtime: what Broadcast from Database and its authorisation by RLS need.

create schema realtime authorization supabase_admin;
grant usage on schema realtime to anon, authenticated, service_role, postgres;
grant usage on schema realtime to supabase_realtime_admin;

create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  constraint messages_pkey primary key (id, inserted_at)
) partition by range (inserted_at);

-- The platform cuts daily partitions; a local database is short-lived enough for one.
create table realtime.messages_default partition of realtime.messages default;

alter table realtime.messages owner to supabase_realtime_admin;
alter table realtime.messages_default owner to supabase_realtime_admin;
alter table realtime.messages enable row level security;
alter table realtime.messages_default enable row level security;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;
grant all on realtime.messages to postgres, dashboard_user;

-- As the platform has it, for replays.
create index messages_inserted_at_topic_index on realtime.messages (inserted_at desc, topic)
where extension = 'broadcast' and private is true;

-- The platform reads the write-ahead log; the local server is told of each row when it commits.
-- Rows without an event are its own probes, which are rolled back.
create function realtime.notify_message()
returns trigger
language plpgsql
volatile
as $$
begin
  perform pg_notify('realtime_messages', new.id::text);
  return null;
end;
$$;

create trigger notify_message
after insert on realtime.messages
for each row when (new.extension = 'broadcast' and new.event is not null)
execute function realtime.notify_message();

create function realtime.topic()
returns text
language sql
stable
as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;

-- As on the platform, a message that cannot be written is a warning, never an error: whoever
-- sends must treat the row as the truth, and the broadcast as a hint.
create function realtime.send(
  payload jsonb,
  event text,
  topic text,
  private boolean default true
)
returns void
language plpgsql
volatile
as $$
declare
  v_id uuid := gen_random_uuid();
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (
    v_id,
    case when payload ? 'id' then payload else payload || jsonb_build_object('id', v_id) end,
    event,
    topic,
    private,
    'broadcast'
  );
exception
  when insufficient_privilege or integrity_constraint_violation or data_exception then
    raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
end;
$$;

create function realtime.broadcast_changes(
  topic_name text,
  event_name text,
  operation text,
  table_name text,
  table_schema text,
  new record,
  old record,
  level text default 'ROW'
)
returns void
language plpgsql
volatile
as $$
begin
  if level = 'STATEMENT' then
    raise exception 'broadcast_changes works for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object(
      'old_record', old,
      'record', new,
      'operation', operation,
      'table', table_name,
      'schema', table_schema
    ),
    event_name,
    topic_name
  );
end;
$$;
